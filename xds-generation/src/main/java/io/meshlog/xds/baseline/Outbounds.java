package io.meshlog.xds.baseline;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.meshlog.model.dataplane.DataplaneSpec.Outbound;
import io.meshlog.model.mesh.MeshSpec.CaBackend;
import io.meshlog.model.resource.Tags;
import io.meshlog.xds.Dep;
import io.meshlog.xds.Names;
import io.meshlog.xds.Protocol;
import io.meshlog.xds.draft.BackendDraft;
import io.meshlog.xds.draft.ClusterDraft;
import io.meshlog.xds.draft.HttpDraft;
import io.meshlog.xds.draft.MeshFacts;
import io.meshlog.xds.draft.OutboundDraft;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.draft.RouteDraft;
import io.meshlog.xds.draft.TcpDraft;
import io.meshlog.xds.draft.TrafficDraft;
import io.meshlog.xds.secrets.MeshTls;
import java.util.Optional;

/** An outbound before policies, and the clusters to destinations (xds-generation.md section 3). */
public final class Outbounds {
  /** Endpoints in another mesh are not built yet; the tag never reaches Envoy. */
  private static final String MESH_TAG = "kuma.io/mesh";

  private Outbounds() {}

  /** Adds the outbound with its default route: all to the destination itself. */
  public static void draft(ProxyDraft proxy, Outbound spec) {
    Tags destination = spec.tags().without(MESH_TAG);
    Protocol protocol = proxy.protocolOf(destination.service());
    BackendDraft all = new BackendDraft(proxy.clusterTo(destination), 1);
    proxy.addOutbound(
        spec,
        protocol,
        protocol.httpLike()
            ? http(proxy, destination.service(), protocol, all)
            : tcp(destination, all));
  }

  private static TrafficDraft tcp(Tags destination, BackendDraft all) {
    TcpDraft tcp = new TcpDraft(destination.service());
    tcp.backends().add(all);
    return tcp;
  }

  private static TrafficDraft http(
      ProxyDraft proxy, String service, Protocol protocol, BackendDraft all) {
    HttpDraft http = new HttpDraft(service, Names.outboundRoutes(service), service);
    http.manager()
        .setInternalAddressConfig(Values.internalAddresses(proxy.facts().ipv6()))
        .getNormalizePathBuilder()
        .setValue(true);
    RouteDraft route =
        new RouteDraft(Names.DEFAULT_ROUTE, RouteMatch.newBuilder().setPrefix("/").build());
    route.action().setTimeout(Values.seconds(0));
    route.backends().add(all);
    http.routes().add(route);
    if (protocol == Protocol.GRPC) {
      http.filters().add(Filters.GRPC_STATS);
    }
    return http;
  }

  /**
   * The cluster to a destination of the mesh. Always HTTP/2, whatever the application speaks: the
   * next hop is a sidecar (section 8, 6).
   */
  public static ClusterDraft cluster(ProxyDraft proxy, Tags destination) {
    MeshFacts mesh = proxy.mesh();
    String service = destination.service();
    proxy.dependsOn(new Dep.Endpoints(mesh.name(), service));
    ClusterDraft draft =
        new ClusterDraft(Names.cluster(destination), destination, proxy.protocolOf(service));
    draft
        .cluster()
        .setType(Cluster.DiscoveryType.EDS)
        .getEdsClusterConfigBuilder()
        .setEdsConfig(MeshTls.ADS);
    draft.http().getExplicitHttpConfigBuilder().getHttp2ProtocolOptionsBuilder();
    if (speaksTls(mesh, service)) {
      draft.tls(MeshTls.client(mesh.name(), destination));
    }
    return draft;
  }

  /** A PERMISSIVE mesh is called in plain text until the whole service can take TLS (4.4). */
  private static boolean speaksTls(MeshFacts mesh, String service) {
    Optional<CaBackend> backend = mesh.spec().enabledBackend();
    return backend.isPresent() && (!backend.get().permissive() || mesh.tlsReady(service));
  }

  /** The listener of an outbound; none when its traffic leads nowhere. */
  public static Optional<Listener> freeze(OutboundDraft outbound) {
    FilterChain.Builder chain = FilterChain.newBuilder();
    switch (outbound.traffic()) {
      case null -> {
        return Optional.empty();
      }
      case TcpDraft tcp -> {
        if (tcp.backends().isEmpty()) {
          return Optional.empty();
        }
        if (outbound.protocol() == Protocol.KAFKA && outbound.proxy().facts().speaksKafka()) {
          chain.addFilters(Filters.kafka(outbound.service()));
        }
        chain.addFilters(tcp.freeze());
      }
      case HttpDraft http -> {
        if (!http.leadsSomewhere()) {
          return Optional.empty();
        }
        chain.addFilters(http.freeze(http.freezeRoutes(), null));
      }
    }
    return Optional.of(
        Listener.newBuilder()
            .setName(outbound.listenerName())
            .setTrafficDirection(TrafficDirection.OUTBOUND)
            .setAddress(Values.socket(outbound.spec().listenAddress(), outbound.spec().port()))
            .setMetadata(Values.tags(outbound.tags().without(MESH_TAG)))
            .addFilterChains(chain)
            .build());
  }
}
