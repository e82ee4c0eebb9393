package io.meshlog.xds.secrets;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.mesh.MeshSpec.CaBackend;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Tags;
import io.meshlog.xds.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The certificate that a proxy should hold. As long as this is equal, and the certificate young,
 * there is no need for another (xds-generation.md 4.2, 4.3).
 *
 * @param backend of the CA that signs, with the lifetime the mesh wants
 * @param uris subject alternative names, in order
 */
public record IdentityRequest(String mesh, CaBackend backend, List<String> uris) {
  public IdentityRequest {
    uris = List.copyOf(uris);
  }

  /** Of a zone egress, one for each mesh. */
  public static IdentityRequest ofEgress(String mesh, CaBackend backend) {
    return new IdentityRequest(mesh, backend, List.of(Names.spiffe(mesh, Names.ZONE_EGRESS)));
  }

  /** Empty when the Dataplane has neither service nor workload: it cannot have an identity. */
  public static Optional<IdentityRequest> of(
      String mesh, CaBackend backend, Resource<DataplaneSpec> dataplane) {
    Set<String> services = new TreeSet<>(dataplane.spec().services());
    String workload = dataplane.labels().getOrEmpty(Labels.WORKLOAD);
    if (services.isEmpty() && !workload.isEmpty()) {
      services.add(workload);
    }
    if (services.isEmpty()) {
      return Optional.empty();
    }
    List<String> uris = new ArrayList<>();
    services.forEach(service -> uris.add(Names.spiffe(mesh, service)));
    Set<String> tags = new TreeSet<>();
    for (Tags each : dataplane.spec().tagSets()) {
      each.values().forEach((key, value) -> tags.add("kuma://" + key + '/' + value));
    }
    uris.addAll(tags);
    return Optional.of(new IdentityRequest(mesh, backend, uris));
  }
}
