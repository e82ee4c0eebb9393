package io.meshlog.xds.gateway;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Duration;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions.HeadersWithUnderscoresAction;
import io.envoyproxy.envoy.extensions.compression.gzip.compressor.v3.Gzip;
import io.envoyproxy.envoy.extensions.filters.http.compressor.v3.Compressor;
import io.envoyproxy.envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.PathWithEscapedSlashesAction;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec.Listener;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec.Protocol;
import io.meshlog.model.legacy.meshgatewayroute.MeshGatewayRouteSpec;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.target.GatewayListeners;
import io.meshlog.xds.Names;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.baseline.Outbounds;
import io.meshlog.xds.baseline.Values;
import io.meshlog.xds.draft.GatewayListenerDraft;
import io.meshlog.xds.draft.HttpDraft;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.draft.TcpDraft;
import io.meshlog.xds.draft.TrafficDraft;
import io.meshlog.xds.secrets.Certificates;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The listeners of a builtin gateway before policies (xds-generation.md section 7). */
public final class Gateways {
  private static final int STREAMS = 100;
  private static final int STREAM_WINDOW = 64 << 10;
  private static final int CONNECTION_WINDOW = 1 << 20;
  private static final int HALF_A_SECOND = 500_000_000;
  private static final HttpFilter RATE_LIMIT =
      filter(
          "envoy.filters.http.local_ratelimit",
          XdsResource.pack(LocalRateLimit.newBuilder().setStatPrefix("rate_limit").build()));
  private static final HttpFilter COMPRESSOR = compressor();

  private Gateways() {}

  /**
   * The most particular hosts of each port first: what they take, others do not get. Listeners for
   * other meshes are left out in a mesh without mutual TLS.
   */
  public static void draft(
      ProxyDraft proxy,
      Resource<MeshGatewaySpec> gateway,
      List<MeshGatewayRouteSpec> olderRoutes,
      Certificates certificates) {
    GatewayListeners tags = GatewayChoice.listeners(gateway, proxy.dataplane());
    Map<Long, TrafficDraft> plain = new HashMap<>();
    List<GatewayListenerDraft> drafts = new ArrayList<>();
    List<Listener> listeners = gateway.spec().listeners();
    for (int i = 0; i < listeners.size(); i++) {
      Listener listener = listeners.get(i);
      boolean shut = listener.crossMesh() && !proxy.mesh().spec().mtlsEnabled();
      if (listener.protocol() == null || shut) {
        continue;
      }
      Tags own = tags.tags().get(i);
      TrafficDraft shared = plain.get(listener.port());
      TrafficDraft traffic = shared == null ? traffic(proxy, listener) : shared;
      if (listener.protocol() == Protocol.HTTP || listener.protocol() == Protocol.TCP) {
        plain.put(listener.port(), traffic);
      }
      drafts.add(
          new GatewayListenerDraft(
              proxy,
              Names.gatewayListener(gateway.name(), listener.protocol().name(), listener.port()),
              i,
              listener,
              own,
              olderRoutes.stream().filter(route -> route.selects(own)).toList(),
              traffic,
              shared == null,
              (draft, to) ->
                  Outbounds.fromGateway(
                      proxy, to, Names.gatewayCluster(to, draft.tags()), certificates)));
    }
    drafts.sort(
        Comparator.comparingInt(GatewayListenerDraft::port)
            .thenComparing(draft -> draft.spec().hosts(), Hostnames.MOST_PARTICULAR_FIRST));
    proxy.gateway().addAll(drafts);
  }

  private static TrafficDraft traffic(ProxyDraft proxy, Listener listener) {
    return switch (listener.protocol()) {
      case HTTP, HTTPS -> http(proxy);
      case TCP, TLS, NONE -> new TcpDraft(service(proxy));
      case null -> new TcpDraft(service(proxy));
    };
  }

  /** A gateway is one service, whatever its listeners. */
  static String service(ProxyDraft proxy) {
    return proxy.dataplane().spec().tagSets().stream()
        .map(Tags::service)
        .filter(name -> !name.isEmpty())
        .findFirst()
        .orElse("unknown");
  }

  /** What Envoy's documentation recommends at the edge. */
  private static HttpDraft http(ProxyDraft proxy) {
    HttpDraft http = new HttpDraft(service(proxy), "", "");
    HttpConnectionManager.Builder manager = http.manager();
    manager
        .setInternalAddressConfig(Values.internalAddresses(proxy.facts().ipv6()))
        .setServerName("Kuma Gateway")
        .setNormalizePath(BoolValue.of(true))
        .setMergeSlashes(true)
        .setPathWithEscapedSlashesAction(PathWithEscapedSlashesAction.UNESCAPE_AND_REDIRECT)
        .setUseRemoteAddress(BoolValue.of(true))
        .setRequestHeadersTimeout(Duration.newBuilder().setNanos(HALF_A_SECOND))
        .setStreamIdleTimeout(Values.seconds(5));
    manager
        .getCommonHttpProtocolOptionsBuilder()
        .setIdleTimeout(Values.seconds(300))
        .setHeadersWithUnderscoresAction(HeadersWithUnderscoresAction.REJECT_REQUEST);
    manager
        .getHttp2ProtocolOptionsBuilder()
        .setMaxConcurrentStreams(UInt32Value.of(STREAMS))
        .setInitialStreamWindowSize(UInt32Value.of(STREAM_WINDOW))
        .setInitialConnectionWindowSize(UInt32Value.of(CONNECTION_WINDOW))
        .setAllowConnect(true);
    http.filters().add(RATE_LIMIT);
    http.filters().add(COMPRESSOR);
    return http;
  }

  private static HttpFilter compressor() {
    Compressor.Builder compressor = Compressor.newBuilder();
    compressor
        .getCompressorLibraryBuilder()
        .setName("gzip")
        .setTypedConfig(XdsResource.pack(Gzip.getDefaultInstance()));
    compressor.getResponseDirectionConfigBuilder().setDisableOnEtagHeader(true);
    return filter("gzip-compress", XdsResource.pack(compressor.build()));
  }

  private static HttpFilter filter(String name, com.google.protobuf.Any config) {
    return HttpFilter.newBuilder().setName(name).setTypedConfig(config).build();
  }
}
