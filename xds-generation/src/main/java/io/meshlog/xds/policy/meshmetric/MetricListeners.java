package io.meshlog.xds.policy.meshmetric;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.Pipe;
import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.InternalAddressConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.meshlog.xds.Destination;
import io.meshlog.xds.Protocol;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.baseline.Filters;
import io.meshlog.xds.baseline.Inbounds;
import io.meshlog.xds.baseline.Values;
import io.meshlog.xds.draft.BackendDraft;
import io.meshlog.xds.draft.ClusterDraft;
import io.meshlog.xds.draft.HttpDraft;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.draft.RouteDraft;
import io.meshlog.xds.policy.Collector;
import io.meshlog.xds.policy.Sockets;
import io.meshlog.xds.policy.meshmetric.MeshMetric.Prometheus;
import io.meshlog.xds.policy.meshmetric.MeshMetric.TlsMode;

/** The ways by which metrics leave a proxy: from kuma-dp's socket, or to a collector. */
final class MetricListeners {
  private static final String HIJACKER = "_kuma:metrics:hijacker";
  private static final String LOOPBACK = "127.0.0.1";
  private static final long CONNECT_S = 5;

  private MetricListeners() {}

  /** kuma-dp's socket with all metrics. */
  static ClusterDraft hijacker(ProxyDraft proxy) {
    ClusterDraft draft = new ClusterDraft(HIJACKER, Destination.Tagged.NONE, Protocol.HTTP);
    ClusterLoadAssignment.Builder place =
        ClusterLoadAssignment.newBuilder().setClusterName(HIJACKER);
    place
        .addEndpointsBuilder()
        .addLbEndpointsBuilder()
        .getEndpointBuilder()
        .setAddress(pipe(Sockets.metrics(proxy)));
    draft
        .cluster()
        .setType(Cluster.DiscoveryType.STATIC)
        .setConnectTimeout(Values.seconds(CONNECT_S))
        .setLoadAssignment(place);
    return draft;
  }

  /** Where Prometheus asks. */
  static Listener prometheus(Prometheus backend, ProxyDraft proxy, ClusterDraft from) {
    String id = backend.clientId() == null ? "default-backend" : backend.clientId();
    String name = "_kuma:metrics:prometheus:" + id;
    Listener.Builder listener =
        Listener.newBuilder()
            .setName(name)
            .setTrafficDirection(TrafficDirection.INBOUND)
            .setAddress(Values.socket(proxy.address(), backend.portOrDefault()))
            .setEnableReusePort(Inbounds.reusePort(proxy.facts()));
    RouteDraft route =
        new RouteDraft("", RouteMatch.newBuilder().setPrefix(backend.pathOrDefault()).build());
    route.action().setPrefixRewrite(Metrics.PATH);
    route.backends().add(new BackendDraft(from, 1));
    Filter filter = manager(name, route, proxy, false);
    if (backend.mode() == TlsMode.ProvidedTLS && proxy.facts().metricsTls().present()) {
      listener.addFilterChains(passed(filter)).addFilterChains(terminated(filter, proxy));
    } else {
      listener.addFilterChains(FilterChain.newBuilder().addFilters(filter));
    }
    return listener.build();
  }

  /** Kuma's first chain: what is not its own TLS any more goes to the second. */
  private static FilterChain passed(Filter filter) {
    FilterChain.Builder chain = FilterChain.newBuilder().addFilters(filter);
    chain.getFilterChainMatchBuilder().setTransportProtocol("tls");
    return chain.build();
  }

  private static FilterChain terminated(Filter filter, ProxyDraft proxy) {
    DownstreamTlsContext.Builder tls = DownstreamTlsContext.newBuilder();
    tls.getCommonTlsContextBuilder()
        .addTlsCertificatesBuilder()
        .setCertificateChain(file(proxy.facts().metricsTls().certPath()))
        .setPrivateKey(file(proxy.facts().metricsTls().keyPath()));
    return FilterChain.newBuilder()
        .addFilters(filter)
        .setTransportSocket(
            TransportSocket.newBuilder()
                .setName("envoy.transport_sockets.tls")
                .setTypedConfig(XdsResource.pack(tls.build())))
        .build();
  }

  private static DataSource file(String path) {
    return DataSource.newBuilder().setFilename(path).build();
  }

  /** Where kuma-dp hands in what is for a collector. */
  static Listener collector(String endpoint, ProxyDraft proxy, ClusterDraft to) {
    RouteDraft route = new RouteDraft("", RouteMatch.newBuilder().setPrefix("/").build());
    route.backends().add(new BackendDraft(to, 1));
    return Listener.newBuilder()
        .setName(to.name())
        .setAddress(pipe(Metrics.collectorSocket(proxy, endpoint)))
        .addFilterChains(
            FilterChain.newBuilder().addFilters(manager(to.name(), route, proxy, true)))
        .build();
  }

  /** The collector itself. */
  static ClusterDraft cluster(String endpoint, ProxyDraft proxy) {
    String name = "_kuma:metrics:opentelemetry:" + Metrics.name(endpoint);
    return Collector.grpc(name, endpoint, 0).orElseThrow().cluster(proxy.dataplane());
  }

  private static Filter manager(String name, RouteDraft route, ProxyDraft proxy, boolean grpc) {
    HttpDraft http = new HttpDraft(name, "", name);
    InternalAddressConfig.Builder internal =
        InternalAddressConfig.newBuilder().addCidrRanges(Values.cidr(LOOPBACK, 32));
    if (proxy.facts().ipv6()) {
      internal.addCidrRanges(Values.cidr("::1", 128));
    }
    http.manager().setInternalAddressConfig(internal);
    if (grpc) {
      http.filters().add(Filters.GRPC_STATS);
    }
    http.routes().add(route);
    return http.freeze(http.freezeRoutes(), null);
  }

  private static Address pipe(String path) {
    return Address.newBuilder().setPipe(Pipe.newBuilder().setPath(path)).build();
  }
}
