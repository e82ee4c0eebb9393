package io.meshlog.xds.egress;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.meshlog.model.resource.AddressRules;
import io.meshlog.model.resource.Kri;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.service.MeshExternalServiceSpec;
import io.meshlog.model.service.MeshExternalServiceSpec.Endpoint;
import io.meshlog.model.service.ServicePort;
import io.meshlog.xds.Destination;
import io.meshlog.xds.Names;
import io.meshlog.xds.Protocol;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.baseline.Outbounds;
import io.meshlog.xds.baseline.Values;
import io.meshlog.xds.draft.ClusterDraft;
import io.meshlog.xds.draft.ExitDraft;
import io.meshlog.xds.draft.RbacDraft;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.state.MeshView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One external service in an egress: a chain that ends the mesh's TLS and lets in who may, and a
 * cluster that speaks to it as it wants (xds-generation.md 5.3).
 */
final class ExternalService {
  private final MeshView mesh;
  private final Resource<MeshExternalServiceSpec> resource;
  private final ServicePort port;
  private final Optional<ExternalTls> tls;
  private final ClusterDraft cluster;
  private final ExitDraft exit;

  ExternalService(
      MeshView mesh,
      Resource<MeshExternalServiceSpec> resource,
      ServicePort port,
      Certificates certificates,
      String systemCa) {
    this.mesh = mesh;
    this.resource = resource;
    this.port = port;
    Destination.Port destination =
        new Destination.Port(resource.key(), Kri.of(resource), port.port());
    this.cluster =
        new ClusterDraft(destination.cluster(), destination, Protocol.parse(port.protocol()));
    this.tls =
        resource
            .spec()
            .enabledTls()
            .map(
                said -> new ExternalTls(mesh.name(), cluster.name(), said, certificates, systemCa));
    fill();
    this.exit =
        new ExitDraft(
            mesh,
            cluster.name(),
            Tags.EMPTY,
            cluster,
            ExitChain.traffic(cluster, cluster.name(), cluster.name()),
            mesh.spec().forbidsExternalServices() ? RbacDraft.DENY_ALL : RbacDraft.ALLOW_ALL);
  }

  /** For policies, before {@link #chain} and {@link #cluster}. */
  ExitDraft exit() {
    return exit;
  }

  /** One that lacks what it needs for TLS must not be called unverified. */
  boolean usable() {
    return !resource.spec().endpointsOrNone().isEmpty()
        && tls.map(ExternalTls::complete).orElse(true);
  }

  List<XdsResource> secrets() {
    return tls.map(ExternalTls::secrets).orElse(List.of());
  }

  Cluster cluster() {
    cluster.limits().setTrackRemaining(true);
    return cluster.freeze();
  }

  private void fill() {
    boolean names =
        resource.spec().endpointsOrNone().stream()
            .anyMatch(endpoint -> !AddressRules.ip(String.valueOf(endpoint.address())));
    cluster
        .cluster()
        .setType(names ? Cluster.DiscoveryType.STRICT_DNS : Cluster.DiscoveryType.STATIC)
        .setConnectTimeout(Values.seconds(5))
        .setLoadAssignment(assignment());
    Outbounds.speaks(cluster);
    tls.ifPresent(this::sockets);
  }

  /** Envoy wants ranks without gaps: those of the user are counted. */
  private ClusterLoadAssignment assignment() {
    Map<Integer, List<Endpoint>> byRank = new TreeMap<>();
    for (Endpoint endpoint : resource.spec().endpointsOrNone()) {
      byRank.computeIfAbsent(endpoint.rank(), _ -> new ArrayList<>()).add(endpoint);
    }
    ClusterLoadAssignment.Builder assignment =
        ClusterLoadAssignment.newBuilder().setClusterName(cluster.name());
    int rank = 0;
    for (Map.Entry<Integer, List<Endpoint>> each : byRank.entrySet()) {
      LocalityLbEndpoints.Builder locality = assignment.addEndpointsBuilder().setPriority(rank++);
      locality.getLocalityBuilder().setSubZone("priority-" + each.getKey());
      each.getValue().forEach(endpoint -> locality.addLbEndpoints(lb(endpoint)));
    }
    return assignment.build();
  }

  private LbEndpoint lb(Endpoint endpoint) {
    Struct.Builder tags = Struct.newBuilder();
    resource.labels().values().forEach((key, value) -> tags.putFields(key, text(value)));
    tags.putFields("mesh", text(mesh.name()));
    Struct.Builder socket = tags.clone().putFields(ADDRESS, text(host(endpoint)));
    LbEndpoint.Builder lb =
        LbEndpoint.newBuilder()
            .setMetadata(
                Metadata.newBuilder()
                    .putFilterMetadata("envoy.lb", tags.build())
                    .putFilterMetadata("envoy.transport_socket_match", socket.build()));
    lb.getEndpointBuilder().setAddress(Values.socket(host(endpoint), endpoint.port()));
    return lb.build();
  }

  private static final String ADDRESS = "address";

  private static String host(Endpoint endpoint) {
    return endpoint.address() == null ? "" : endpoint.address();
  }

  private static Value text(String value) {
    return Value.newBuilder().setStringValue(value).build();
  }

  /** Each host with the name it goes by. */
  private void sockets(ExternalTls how) {
    resource.spec().endpointsOrNone().stream()
        .map(ExternalService::host)
        .distinct()
        .forEach(host ->
            cluster
                .cluster()
                .addTransportSocketMatchesBuilder()
                .setName(host)
                .setMatch(Struct.newBuilder().putFields(ADDRESS, text(host)))
                .setTransportSocket(
                    TransportSocket.newBuilder()
                        .setName("envoy.transport_sockets.tls")
                        .setTypedConfig(XdsResource.pack(how.to(host)))));
  }

  FilterChain chain() {
    return ExitChain.of(exit, cluster.name(), Names.sni(Kri.of(resource), port.port()));
  }
}
