package io.meshlog.xds.baseline;

import com.google.protobuf.BoolValue;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.meshlog.model.dataplane.DataplaneSpec.Inbound;
import io.meshlog.model.mesh.MeshSpec.CaBackend;
import io.meshlog.xds.Destination;
import io.meshlog.xds.Names;
import io.meshlog.xds.Protocol;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.draft.BackendDraft;
import io.meshlog.xds.draft.ClusterDraft;
import io.meshlog.xds.draft.HttpDraft;
import io.meshlog.xds.draft.InboundDraft;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.draft.RouteDraft;
import io.meshlog.xds.draft.TcpDraft;
import io.meshlog.xds.draft.TlsMode;
import io.meshlog.xds.draft.TrafficDraft;
import java.util.Optional;

/** An inbound before policies (xds-generation.md section 2). */
public final class Inbounds {
  /** Inbound timeouts are twice the defaults, so that the caller's end first (section 8, 12). */
  private static final long CONNECT_S = 10;

  private static final long IDLE_S = 7200;
  private static final long STREAM_IDLE_S = 3600;
  private static final String LOOPBACK = "127.0.0.1";

  private Inbounds() {}

  /**
   * @param address where it listens, an IP
   */
  public static InboundDraft draft(ProxyDraft proxy, Inbound inbound, String address) {
    ProxyFacts facts = proxy.facts();
    Protocol protocol = Protocol.parse(inbound.effectiveProtocol());
    ClusterDraft cluster =
        alike(proxy, inbound, protocol)
            .orElseGet(() -> application(proxy, inbound, address, protocol));
    TlsMode tls = proxy.mesh().spec().enabledBackend().map(Inbounds::mode).orElse(TlsMode.OFF);
    TrafficDraft traffic =
        protocol.httpLike() ? http(inbound, protocol, cluster, facts) : tcp(cluster);
    InboundDraft draft = new InboundDraft(inbound, address, protocol, tls, cluster, traffic);
    if (protocol == Protocol.KAFKA && facts.speaksKafka()) {
      draft.networkFilters().add(Filters.kafka(cluster.name()));
    }
    return draft;
  }

  /** Two inbounds of one application have one cluster: what is said of either is said of it. */
  private static Optional<ClusterDraft> alike(
      ProxyDraft proxy, Inbound inbound, Protocol protocol) {
    String name = Names.localCluster(inbound.workloadPort());
    return proxy.inbounds().stream()
        .map(InboundDraft::cluster)
        .filter(cluster -> cluster.name().equals(name) && cluster.protocol() == protocol)
        .findFirst();
  }

  private static TlsMode mode(CaBackend backend) {
    return backend.permissive() ? TlsMode.PERMISSIVE : TlsMode.STRICT;
  }

  /** Behind a transparent proxy it listens where it would without one. */
  private static ClusterDraft application(
      ProxyDraft proxy, Inbound inbound, String own, Protocol protocol) {
    String name = Names.localCluster(inbound.workloadPort());
    ClusterDraft draft = new ClusterDraft(name, Destination.Tagged.NONE, protocol);
    boolean transparent = proxy.redirects().enabled();
    String address =
        inbound.serviceAddress() != null && !inbound.serviceAddress().isEmpty()
            ? inbound.serviceAddress()
            : transparent ? own : LOOPBACK;
    if (transparent && !address.equals(LOOPBACK) && !address.equals("::1")) {
      draft.cluster().setUpstreamBindConfig(Transparent.ownCalls(address.indexOf(':') >= 0));
    }
    draft
        .cluster()
        .setConnectTimeout(Values.seconds(CONNECT_S))
        .setType(Cluster.DiscoveryType.STATIC)
        .setLoadAssignment(endpoint(name, address, inbound.workloadPort()));
    if (protocol.httpLike()) {
      options(draft.http(), protocol);
    }
    return draft;
  }

  static ClusterLoadAssignment endpoint(String cluster, String address, int port) {
    ClusterLoadAssignment.Builder assignment =
        ClusterLoadAssignment.newBuilder().setClusterName(cluster);
    assignment
        .addEndpointsBuilder()
        .addLbEndpointsBuilder()
        .getEndpointBuilder()
        .setAddress(Values.socket(address, port));
    return assignment.build();
  }

  private static void options(HttpProtocolOptions.Builder http, Protocol protocol) {
    http.getCommonHttpProtocolOptionsBuilder().setIdleTimeout(Values.seconds(IDLE_S));
    if (protocol == Protocol.HTTP) {
      http.getExplicitHttpConfigBuilder().getHttpProtocolOptionsBuilder();
    } else {
      http.getExplicitHttpConfigBuilder().getHttp2ProtocolOptionsBuilder();
    }
  }

  static TcpDraft tcp(ClusterDraft cluster) {
    TcpDraft tcp = new TcpDraft(cluster.name());
    tcp.proxy().setIdleTimeout(Values.seconds(IDLE_S));
    tcp.backends().add(new BackendDraft(cluster, 1));
    return tcp;
  }

  private static TrafficDraft http(
      Inbound inbound, Protocol protocol, ClusterDraft cluster, ProxyFacts facts) {
    String service = inbound.tags().service();
    HttpDraft http = new HttpDraft(cluster.name(), Names.inboundRoutes(service), service);
    HttpConnectionManager.Builder manager =
        http.manager()
            .setForwardClientCertDetails(
                HttpConnectionManager.ForwardClientCertDetails.SANITIZE_SET)
            .setInternalAddressConfig(Values.internalAddresses(facts.ipv6()))
            .setStreamIdleTimeout(Values.seconds(STREAM_IDLE_S));
    manager.getSetCurrentClientCertDetailsBuilder().setUri(true);
    manager.getCommonHttpProtocolOptionsBuilder().setIdleTimeout(Values.seconds(IDLE_S));
    http.routeConfig().addRequestHeadersToRemove("x-kuma-tags");
    RouteDraft all = new RouteDraft("", RouteMatch.newBuilder().setPrefix("/").build());
    all.action().setTimeout(Values.seconds(0));
    all.backends().add(new BackendDraft(cluster, 1));
    http.routes().add(all);
    if (protocol == Protocol.GRPC) {
      http.filters().add(Filters.GRPC_STATS);
    }
    return http;
  }

  /** Always written, since it must not change while a listener lives (section 8, 14). */
  public static BoolValue reusePort(ProxyFacts facts) {
    return BoolValue.of(facts.has(ProxyFacts.REUSE_PORT));
  }
}
