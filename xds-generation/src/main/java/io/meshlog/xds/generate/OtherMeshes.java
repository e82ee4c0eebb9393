package io.meshlog.xds.generate;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.dataplane.DataplaneSpec.Outbound;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec.Listener;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Tags;
import io.meshlog.xds.Dep;
import io.meshlog.xds.Destination;
import io.meshlog.xds.Names;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.secrets.MeshTrust;
import io.meshlog.xds.secrets.SecretRef;
import io.meshlog.xds.secrets.Secrets;
import io.meshlog.xds.state.MeshState;
import io.meshlog.xds.state.MeshView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whom a proxy trusts beyond its own mesh: the meshes that its outbounds name, and all of them when
 * it is a builtin gateway with a listener for other meshes.
 *
 * @param called the other meshes that outbounds name
 * @param open whether other meshes may call it
 */
record OtherMeshes(Set<String> called, boolean open) {

  private static final OtherMeshes NONE = new OtherMeshes(Set.of(), false);

  /**
   * @param own the proxy's mesh
   * @param gateway the one that it is, if it is a builtin gateway
   */
  static OtherMeshes of(
      MeshView own,
      Resource<DataplaneSpec> dataplane,
      Optional<Resource<MeshGatewaySpec>> gateway) {
    Set<String> called = Set.of();
    for (Outbound outbound : dataplane.spec().net().outbounds()) {
      String mesh = outbound.tags().getOrEmpty(Tags.MESH);
      if (!mesh.isEmpty() && !mesh.equals(dataplane.mesh())) {
        called = called.isEmpty() ? new TreeSet<>() : called;
        called.add(mesh);
      }
    }
    boolean open =
        own.spec().mtlsEnabled()
            && gateway
                .filter(role -> role.spec().listeners().stream().anyMatch(Listener::crossMesh))
                .isPresent();
    return called.isEmpty() && !open ? NONE : new OtherMeshes(called, open);
  }

  /** The other mesh that a destination is in. */
  Optional<String> of(Destination to) {
    return to instanceof Destination.Tagged tagged
        ? tagged.mesh().filter(called::contains)
        : Optional.empty();
  }

  Set<SecretRef> secretsWanted(MeshState state) {
    if (called.isEmpty() && !open) {
      return Set.of();
    }
    return Stream.concat(
            called.stream().flatMap(mesh -> trust(state, mesh).stream()), everyone(state))
        .flatMap(trust -> trust.secret().stream())
        .collect(Collectors.toSet());
  }

  /** What the proxy depends on for them; which meshes there are is an ingress's shape too. */
  Set<Dep> deps(MeshState state) {
    Set<Dep> deps = new HashSet<>();
    called.forEach(mesh -> deps.add(new Dep.OfMesh(mesh)));
    if (open) {
      state.meshes().keySet().forEach(mesh -> deps.add(new Dep.OfMesh(mesh)));
      deps.add(new Dep.IngressShape());
    }
    return deps;
  }

  /** The CAs, each by itself for what is called, all together for who calls. */
  List<XdsResource> secrets(MeshState state, Certificates certificates) {
    List<XdsResource> secrets = new ArrayList<>();
    for (String mesh : called) {
      if (state.mesh(mesh).filter(view -> view.spec().mtlsEnabled()).isPresent()) {
        String pem = trust(state, mesh).map(trust -> trust.pem(certificates)).orElse("");
        secrets.add(Secrets.authority(mesh, pem));
      }
    }
    if (open) {
      String all =
          everyone(state).map(trust -> trust.pem(certificates)).collect(Collectors.joining());
      secrets.add(Secrets.trust(Names.everyCaSecret(), all));
    }
    return secrets;
  }

  private Stream<MeshTrust> everyone(MeshState state) {
    return open
        ? state.meshes().values().stream()
            .filter(MeshView::exists)
            .flatMap(mesh -> MeshTrust.of(mesh.name(), mesh.spec()).stream())
        : Stream.empty();
  }

  private static Optional<MeshTrust> trust(MeshState state, String mesh) {
    return state.mesh(mesh).flatMap(view -> MeshTrust.of(mesh, view.spec()));
  }
}
