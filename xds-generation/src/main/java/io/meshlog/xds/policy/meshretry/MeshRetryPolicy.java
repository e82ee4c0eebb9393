package io.meshlog.xds.policy.meshretry;

import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.PolicyTraits;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.target.ConfType;
import io.meshlog.model.target.Effective;
import io.meshlog.xds.Protocol;
import io.meshlog.xds.draft.GatewayListenerDraft;
import io.meshlog.xds.draft.HttpDraft;
import io.meshlog.xds.draft.MeshFacts;
import io.meshlog.xds.draft.OutboundDraft;
import io.meshlog.xds.draft.RouteDraft;
import io.meshlog.xds.draft.TcpDraft;
import io.meshlog.xds.policy.Decisions;
import io.meshlog.xds.policy.Policy;
import io.meshlog.xds.policy.PolicySet;
import io.meshlog.xds.policy.meshretry.MeshRetry.Conf;
import io.meshlog.xds.policy.meshretry.MeshRetry.Grpc;
import io.meshlog.xds.policy.meshretry.MeshRetry.Http;
import io.meshlog.xds.policy.meshretry.MeshRetry.Tcp;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sets retries on outbounds (policies.md 2.5), by the protocol of the service: connection attempts
 * for tcp, a retry policy on every route for http and grpc, nothing for the others, http2 among
 * them.
 */
public final class MeshRetryPolicy implements Policy<Conf> {
  public static final ResourceType<MeshRetry> TYPE =
      ResourceType.named("MeshRetry", MeshRetry.class)
          .path("meshretries")
          .shortName("mr")
          .displayNames("Mesh Retry", "Mesh Retries")
          .rules(new MeshRetryRules())
          .policy(new PolicyTraits(true, false, false, false))
          .build();

  private static final ConfType<Conf> CONF = ConfType.of(Conf.class);

  @Override
  public ResourceType<MeshRetry> type() {
    return TYPE;
  }

  @Override
  public ConfType<Conf> conf() {
    return CONF;
  }

  @Override
  public void onOutbound(OutboundDraft outbound, PolicySet<Conf> matched) {
    MeshFacts mesh = outbound.proxy().mesh();
    Optional<Effective<Conf>> whole = matched.to(outbound.destination(), mesh);
    whole.ifPresent(effective ->
        outbound.proxy().decided(Decisions.of(outbound.listenerName(), TYPE, effective)));
    switch (outbound.traffic()) {
      case TcpDraft tcp -> {
        if (outbound.protocol() == Protocol.TCP) {
          whole.ifPresent(effective -> connectAttempts(tcp, effective.conf().tcp()));
        }
      }
      case HttpDraft http -> {
        for (RouteDraft route : http.routes()) {
          matched
              .toRoute(outbound.destination(), route, mesh)
              .ifPresent(own -> route(route, own, whole, outbound.protocol()));
        }
      }
      case null -> {}
    }
  }

  /** A gateway's HTTP listeners go by the section for HTTP, whatever the services speak. */
  @Override
  public void onGateway(GatewayListenerDraft listener, PolicySet<Conf> matched) {
    MeshFacts mesh = listener.proxy().mesh();
    for (RouteDraft route : listener.routes()) {
      Optional<Effective<Conf>> own = matched.toRouteOfGateway(route, mesh);
      own.ifPresent(effective -> {
        listener.proxy().decided(Decisions.of(listener.name(), TYPE, effective));
        Optional<Effective<Conf>> whole =
            matched.to(route.backends().getFirst().cluster().destination(), mesh);
        route(route, effective, whole, Protocol.HTTP);
      });
    }
    if (listener.opens()
        && listener.traffic() instanceof TcpDraft tcp
        && !tcp.backends().isEmpty()) {
      matched
          .to(tcp.backends().getFirst().cluster().destination(), mesh)
          .ifPresent(effective -> connectAttempts(tcp, effective.conf().tcp()));
    }
  }

  private static void connectAttempts(TcpDraft tcp, @Nullable Tcp conf) {
    if (conf != null && conf.maxConnectAttempt() != null) {
      tcp.proxy().setMaxConnectAttempts(UInt32Value.of(conf.maxConnectAttempt()));
    }
  }

  /** What is said of a route in particular, unless it does not speak of this protocol. */
  private static void route(
      RouteDraft route, Effective<Conf> own, Optional<Effective<Conf>> whole, Protocol protocol) {
    Conf service = whole.map(Effective::conf).orElse(own.conf());
    switch (protocol) {
      case HTTP -> {
        Http http = own.conf().http() == null ? service.http() : own.conf().http();
        if (http != null && Objects.requireNonNullElse(http.numRetries(), 1L) > 0) {
          set(route, RetryPolicies.http(http));
        }
      }
      case GRPC -> {
        Grpc grpc = own.conf().grpc() == null ? service.grpc() : own.conf().grpc();
        if (grpc != null && Objects.requireNonNullElse(grpc.numRetries(), 1L) > 0) {
          set(route, RetryPolicies.grpc(grpc));
        }
      }
      case HTTP2, KAFKA, TLS, TCP, UNKNOWN -> {}
    }
  }

  private static void set(RouteDraft route, RetryPolicy policy) {
    route.action().setRetryPolicy(policy);
  }

  @Override
  public List<DefaultPolicy<?>> defaults(String mesh) {
    return List.of(
        new DefaultPolicy<>(TYPE, "mesh-retry-all-" + mesh, SpecJson.read(TYPE, DEFAULT)));
  }

  private static final String DEFAULT =
      """
      {"targetRef": {"kind": "Mesh"},
       "to": [{"targetRef": {"kind": "Mesh"},
               "default": {
                 "tcp": {"maxConnectAttempt": 5},
                 "http": {"numRetries": 5, "perTryTimeout": "16s",
                          "backOff": {"baseInterval": "25ms", "maxInterval": "250ms"}},
                 "grpc": {"numRetries": 5, "perTryTimeout": "16s",
                          "backOff": {"baseInterval": "25ms", "maxInterval": "250ms"}}}}]}\
      """;
}
