package io.meshlog.xds.policy.meshratelimit;

import io.meshlog.model.resource.PolicyTraits;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.target.ConfType;
import io.meshlog.model.target.Effective;
import io.meshlog.model.target.InboundRules;
import io.meshlog.model.target.InboundRules.Rule;
import io.meshlog.xds.Destination;
import io.meshlog.xds.draft.ExitDraft;
import io.meshlog.xds.draft.GatewayListenerDraft;
import io.meshlog.xds.draft.HttpDraft;
import io.meshlog.xds.draft.InboundDraft;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.draft.RouteDraft;
import io.meshlog.xds.policy.ClientRoutes;
import io.meshlog.xds.policy.Decisions;
import io.meshlog.xds.policy.Policy;
import io.meshlog.xds.policy.PolicySet;
import io.meshlog.xds.policy.meshratelimit.MeshRateLimit.Conf;
import io.meshlog.xds.policy.meshratelimit.MeshRateLimit.Http;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Limits what an inbound lets in (policies.md 2.7): requests per route, connections at its door. A
 * conf for some clients has what is said for all, overridden by its own.
 */
public final class MeshRateLimitPolicy implements Policy<Conf> {
  public static final ResourceType<MeshRateLimit> TYPE =
      ResourceType.named("MeshRateLimit", MeshRateLimit.class)
          .path("meshratelimits")
          .shortName("mrl")
          .displayNames("Mesh Rate Limit", "Mesh Rate Limits")
          .rules(new MeshRateLimitRules())
          .policy(new PolicyTraits(true, true, true, true))
          .build();

  private static final ConfType<Conf> CONF = ConfType.of(Conf.class);
  private static final ClientRoutes CLIENTS = new ClientRoutes("kuma.mesh_rate_limit");

  @Override
  public ResourceType<MeshRateLimit> type() {
    return TYPE;
  }

  @Override
  public ConfType<Conf> conf() {
    return CONF;
  }

  @Override
  public void onInbound(InboundDraft inbound, PolicySet<Conf> matched, ProxyDraft proxy) {
    InboundRules<Conf> rules = matched.rules();
    Optional<Conf> base = rules.base().map(Effective::conf);
    rules.base().ifPresent(all -> proxy.decided(Decisions.of(inbound.listenerName(), TYPE, all)));
    base.flatMap(Conf::limitedConnections)
        .ifPresent(rate -> inbound.networkFilters().addFirst(RateLimits.ofConnections(rate)));
    if (inbound.traffic() instanceof HttpDraft http) {
      requests(inbound, http, base, rules.matched(), proxy);
    }
  }

  @Override
  public boolean actsOnExits() {
    return true;
  }

  @Override
  public void onExit(ExitDraft exit, PolicySet<Conf> matched) {
    if (!(exit.destination() instanceof Destination.Tagged)) {
      return;
    }
    matched
        .rules()
        .base()
        .ifPresent(all -> {
          exit.decided(Decisions.of(exit.name(), TYPE, all));
          all.conf()
              .limitedConnections()
              .ifPresent(rate -> exit.networkFilters().addFirst(RateLimits.ofConnections(rate)));
          if (exit.traffic() instanceof HttpDraft http && all.conf().limitedHttp().isPresent()) {
            http.routes().forEach(route -> limit(route, all.conf().limitedHttp().get()));
            http.filters().add(RateLimits.FILTER);
          }
        });
  }

  /** The filter for requests is there already: a gateway has it in any case. */
  @Override
  public void onGateway(GatewayListenerDraft listener, PolicySet<Conf> matched) {
    for (Effective<Conf> effective : matched.toMeshApart()) {
      listener.proxy().decided(Decisions.of(listener.name(), TYPE, effective));
      effective
          .conf()
          .limitedHttp()
          .ifPresent(limit -> listener.routes().forEach(route -> limit(route, limit)));
      if (listener.opens()) {
        effective
            .conf()
            .limitedConnections()
            .ifPresent(rate -> listener.networkFilters().addFirst(RateLimits.ofConnections(rate)));
      }
    }
    for (RouteDraft route : listener.routes()) {
      matched
          .toRouteOfGateway(route, listener.proxy().mesh())
          .flatMap(effective -> effective.conf().limitedHttp())
          .ifPresent(limit -> limit(route, limit));
    }
  }

  private static void requests(
      InboundDraft inbound,
      HttpDraft http,
      Optional<Conf> base,
      List<Rule<Conf>> matched,
      ProxyDraft proxy) {
    List<Rule<Conf>> clients = new ArrayList<>();
    for (Rule<Conf> rule : matched) {
      if (rule.effective().conf().local() != null
          && rule.effective().conf().local().http() != null) {
        clients.add(new Rule<>(rule.match(), over(base, rule.effective())));
      }
    }
    boolean some =
        clients.stream().anyMatch(rule -> rule.effective().conf().limitedHttp().isPresent());
    Optional<Http> all = base.flatMap(Conf::limitedHttp);
    if (all.isEmpty() && !some) {
      return;
    }
    all.ifPresent(limit -> http.routes().forEach(route -> limit(route, limit)));
    clients.forEach(
        rule -> proxy.decided(Decisions.of(inbound.listenerName(), TYPE, rule.effective())));
    CLIENTS.add(inbound, http, clients, MeshRateLimitPolicy::limit);
    http.filters().add(RateLimits.FILTER);
  }

  private static Effective<Conf> over(Optional<Conf> base, Effective<Conf> own) {
    return base.map(all -> new Effective<>(CONF.merged(List.of(all, own.conf())), own.sources()))
        .orElse(own);
  }

  private static void limit(RouteDraft route, Rule<Conf> rule) {
    route.route().removeTypedPerFilterConfig(RateLimits.HTTP_FILTER);
    rule.effective().conf().limitedHttp().ifPresent(limit -> limit(route, limit));
  }

  private static void limit(RouteDraft route, Http limit) {
    route.route().putTypedPerFilterConfig(RateLimits.HTTP_FILTER, RateLimits.ofRoute(limit));
  }
}
