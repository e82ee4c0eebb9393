package io.meshlog.xds.policy.meshtimeout;

import com.google.protobuf.Duration;
import io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions;
import io.meshlog.model.json.GoDuration;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.PolicyTraits;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.target.ConfType;
import io.meshlog.model.target.Effective;
import io.meshlog.model.target.InboundRules;
import io.meshlog.xds.Protocol;
import io.meshlog.xds.draft.ClusterDraft;
import io.meshlog.xds.draft.GatewayListenerDraft;
import io.meshlog.xds.draft.HttpDraft;
import io.meshlog.xds.draft.InboundDraft;
import io.meshlog.xds.draft.MeshFacts;
import io.meshlog.xds.draft.OutboundDraft;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.draft.RouteDraft;
import io.meshlog.xds.draft.TcpDraft;
import io.meshlog.xds.draft.TrafficDraft;
import io.meshlog.xds.policy.Decisions;
import io.meshlog.xds.policy.Policy;
import io.meshlog.xds.policy.PolicySet;
import io.meshlog.xds.policy.meshtimeout.MeshTimeout.Conf;
import io.meshlog.xds.policy.meshtimeout.MeshTimeout.Http;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sets timeouts (policies.md 2.4). What no conf says has a default here, on every inbound; on
 * outbounds by {@code kuma.io/service} only where some conf matched, but on their clusters always.
 */
public final class MeshTimeoutPolicy implements Policy<Conf> {
  public static final ResourceType<MeshTimeout> TYPE =
      ResourceType.named("MeshTimeout", MeshTimeout.class)
          .path("meshtimeouts")
          .shortName("mt")
          .displayNames("Mesh Timeout", "Mesh Timeouts")
          .rules(new MeshTimeoutRules())
          .policy(new PolicyTraits(true, true, true, true))
          .build();

  private static final ConfType<Conf> CONF = ConfType.of(Conf.class);
  private static final Conf NOTHING_SAID = new Conf(null, null, null);

  private static final long CONNECT = 5;
  private static final long IDLE = 3600;
  private static final long REQUEST = 15;
  private static final long STREAM_IDLE = 1800;

  @Override
  public ResourceType<MeshTimeout> type() {
    return TYPE;
  }

  @Override
  public ConfType<Conf> conf() {
    return CONF;
  }

  @Override
  public void onInbound(InboundDraft inbound, PolicySet<Conf> matched, ProxyDraft proxy) {
    InboundRules<Conf> rules = matched.rules();
    rules.base().ifPresent(base -> proxy.decided(Decisions.of(inbound.listenerName(), TYPE, base)));
    if (rules.base().isPresent() || rules.matched().isEmpty()) {
      Conf conf = rules.base().map(Effective::conf).orElse(NOTHING_SAID);
      cluster(inbound.cluster(), inbound.protocol(), conf);
      traffic(inbound.traffic(), inbound.protocol(), conf);
      if (inbound.traffic() instanceof HttpDraft http) {
        http.routes().forEach(route -> route(route, conf));
      }
    }
    ClientTimeouts.apply(inbound, rules.matched(), proxy);
  }

  @Override
  public void onOutbound(OutboundDraft outbound, PolicySet<Conf> matched) {
    MeshFacts mesh = outbound.proxy().mesh();
    Optional<Effective<Conf>> found = matched.to(outbound.destination(), mesh);
    found.ifPresent(effective ->
        outbound.proxy().decided(Decisions.of(outbound.listenerName(), TYPE, effective)));
    TrafficDraft traffic = outbound.traffic();
    if (traffic == null) {
      return;
    }
    if (found.isPresent()) {
      traffic(traffic, outbound.protocol(), found.get().conf());
    }
    if (traffic instanceof HttpDraft http) {
      noIdleOfManager(http);
      for (RouteDraft route : http.routes()) {
        matched
            .toRoute(outbound.destination(), route, mesh)
            .ifPresent(effective -> route(route, effective.conf()));
      }
    }
  }

  @Override
  public void onGateway(GatewayListenerDraft listener, PolicySet<Conf> matched) {
    matched
        .rules()
        .base()
        .filter(base -> listener.opens())
        .ifPresent(base -> {
          listener.proxy().decided(Decisions.of(listener.name(), TYPE, base));
          GatewayTimeouts.ofClients(listener.traffic(), base.conf());
        });
    MeshFacts mesh = listener.proxy().mesh();
    for (RouteDraft route : listener.routes()) {
      matched.toRouteOfGateway(route, mesh).ifPresent(effective -> route(route, effective.conf()));
    }
    if (listener.opens()
        && listener.traffic() instanceof TcpDraft tcp
        && !tcp.backends().isEmpty()) {
      matched
          .to(tcp.backends().getFirst().cluster().destination(), mesh)
          .ifPresent(effective ->
              tcp.proxy().setIdleTimeout(orSeconds(effective.conf().idleTimeout(), IDLE)));
    }
  }

  @Override
  public void onDestination(ClusterDraft destination, PolicySet<Conf> matched, ProxyDraft proxy) {
    Optional<Effective<Conf>> found = matched.to(destination.destination(), proxy.mesh());
    found.ifPresent(effective -> proxy.decided(Decisions.of(destination.name(), TYPE, effective)));
    cluster(destination, destination.protocol(), found.map(Effective::conf).orElse(NOTHING_SAID));
  }

  private static void cluster(ClusterDraft cluster, Protocol protocol, Conf conf) {
    cluster.cluster().setConnectTimeout(orSeconds(conf.connectionTimeout(), CONNECT));
    if (protocol == Protocol.HTTP || protocol == Protocol.HTTP2) {
      Http http = conf.httpOrEmpty();
      HttpProtocolOptions.Builder options = cluster.http().getCommonHttpProtocolOptionsBuilder();
      options.setIdleTimeout(orSeconds(conf.idleTimeout(), IDLE));
      options.setMaxStreamDuration(orSeconds(http.maxStreamDuration(), 0));
      options.setMaxConnectionDuration(orSeconds(http.maxConnectionDuration(), 0));
    }
  }

  /** Goes by the protocol of the service: a TCP proxy in front of an HTTP service is left alone. */
  private static void traffic(TrafficDraft traffic, Protocol protocol, Conf conf) {
    switch (traffic) {
      case HttpDraft http -> {
        noIdleOfManager(http);
        http.manager()
            .setRequestHeadersTimeout(orSeconds(conf.httpOrEmpty().requestHeadersTimeout(), 0));
      }
      case TcpDraft tcp -> {
        if (!protocol.httpLike()) {
          tcp.proxy().setIdleTimeout(orSeconds(conf.idleTimeout(), IDLE));
        }
      }
    }
  }

  /** The cluster carries the idle timeout. */
  private static void noIdleOfManager(HttpDraft http) {
    http.manager()
        .getCommonHttpProtocolOptionsBuilder()
        .setIdleTimeout(Duration.getDefaultInstance());
  }

  private static void route(RouteDraft route, Conf conf) {
    Http http = conf.httpOrEmpty();
    route.action().setTimeout(orSeconds(http.requestTimeout(), REQUEST));
    if (http.streamIdleTimeout() != null || !route.action().hasIdleTimeout()) {
      route.action().setIdleTimeout(orSeconds(http.streamIdleTimeout(), STREAM_IDLE));
    }
  }

  static Duration orSeconds(@Nullable GoDuration value, long seconds) {
    return value == null
        ? Duration.newBuilder().setSeconds(seconds).build()
        : Duration.newBuilder()
            .setSeconds(value.value().getSeconds())
            .setNanos(value.value().getNano())
            .build();
  }

  @Override
  public List<DefaultPolicy<?>> defaults(String mesh) {
    return List.of(
        new DefaultPolicy<>(
            TYPE, "mesh-gateways-timeout-all-" + mesh, SpecJson.read(TYPE, GATEWAYS)),
        new DefaultPolicy<>(TYPE, "mesh-timeout-all-" + mesh, SpecJson.read(TYPE, SIDECARS)));
  }

  private static final String SIDECARS =
      """
      {"targetRef": {"kind": "Mesh", "proxyTypes": ["Sidecar"]},
       "from": [{"targetRef": {"kind": "Mesh"},
                 "default": {"connectionTimeout": "10s", "idleTimeout": "2h",
                             "http": {"requestTimeout": "0s", "streamIdleTimeout": "1h",
                                      "maxStreamDuration": "0s"}}}],
       "to": [{"targetRef": {"kind": "Mesh"},
               "default": {"connectionTimeout": "5s", "idleTimeout": "1h",
                           "http": {"requestTimeout": "15s", "streamIdleTimeout": "30m"}}}]}\
      """;

  private static final String GATEWAYS =
      """
      {"targetRef": {"kind": "Mesh", "proxyTypes": ["Gateway"]},
       "from": [{"targetRef": {"kind": "Mesh"},
                 "default": {"idleTimeout": "5m",
                             "http": {"streamIdleTimeout": "5s",
                                      "requestHeadersTimeout": "500ms"}}}],
       "to": [{"targetRef": {"kind": "Mesh"},
               "default": {"idleTimeout": "1h", "http": {"streamIdleTimeout": "5s"}}}]}\
      """;
}
