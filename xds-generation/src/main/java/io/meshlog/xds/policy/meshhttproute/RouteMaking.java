package io.meshlog.xds.policy.meshhttproute;

import com.google.protobuf.Duration;
import io.meshlog.model.resource.Kri;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.target.BackendRef;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.xds.Destination;
import io.meshlog.xds.draft.BackendDraft;
import io.meshlog.xds.draft.GatewayListenerDraft;
import io.meshlog.xds.draft.OutboundDraft;
import io.meshlog.xds.draft.RouteDraft;
import io.meshlog.xds.draft.Router;
import io.meshlog.xds.policy.ClientTags;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Action;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Conf;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Filter;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Match;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Path;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.PathType;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** From merged confs to Envoy routes (policies.md 2.2, effect 2 to 7). */
final class RouteMaking {
  private static final Match EVERYTHING =
      new Match(new Path(PathType.PathPrefix, "/"), null, null, null);

  private static final int GATEWAY_IDLE_S = 5;

  /** One match of a rule. */
  private record Flat(String name, Match match, Action action) {}

  private final Router router;
  private final Optional<Destination> self;
  private final List<Resource<? extends PolicySpec>> policies;

  private RouteMaking(
      Router router, Optional<Destination> self, List<Resource<? extends PolicySpec>> policies) {
    this.router = router;
    this.self = self;
    this.policies = policies;
  }

  /**
   * @param policies that the conf was merged from, weakest first
   */
  static List<RouteDraft> ofOutbound(
      OutboundDraft outbound, List<Resource<? extends PolicySpec>> policies, Conf conf) {
    return new RouteMaking(outbound, Optional.of(outbound.destination()), policies)
        .routes(List.of(conf));
  }

  /**
   * @param confs those of the most particular hosts first
   */
  static List<RouteDraft> ofGateway(GatewayListenerDraft listener, List<Conf> confs) {
    return new RouteMaking(listener, Optional.empty(), List.of()).routes(confs);
  }

  private List<RouteDraft> routes(List<Conf> confs) {
    List<Flat> flat = new ArrayList<>();
    for (Conf conf : confs) {
      for (Rule rule : conf.rulesInOrder()) {
        String name = MatchesHash.of(rule.anyOf());
        rule.anyOf().forEach(match -> flat.add(new Flat(name, match, rule.actionOrEmpty())));
      }
    }
    flat.sort(Comparator.comparing(Flat::match, MOST_PARTICULAR_FIRST));
    if (self.isPresent() && flat.stream().noneMatch(each -> each.match().equals(EVERYTHING))) {
      String name = MatchesHash.of(List.of(EVERYTHING));
      flat.add(new Flat(name, EVERYTHING, new Action(null, null)));
    }
    List<RouteDraft> routes = new ArrayList<>();
    flat.forEach(each -> routes.addAll(routes(each)));
    return routes;
  }

  /** Two for a path prefix but the root: the path itself, and everything below it. */
  private List<RouteDraft> routes(Flat flat) {
    List<BackendDraft> backends = backends(flat.action());
    return RouteMatches.of(flat.match()).stream().map(half -> route(flat, half, backends)).toList();
  }

  private RouteDraft route(Flat flat, RouteMatches.Half half, List<BackendDraft> backends) {
    RouteDraft route =
        self.filter(Destination.Port.class::isInstance)
            .flatMap(port -> origin(flat.name()))
            .map(policy -> RouteDraft.of(policy, half.match()))
            .orElseGet(() -> new RouteDraft(flat.name(), half.match()));
    if (self.isPresent()) {
      route.action().getTimeoutBuilder();
    } else {
      route.action().setIdleTimeout(Duration.newBuilder().setSeconds(GATEWAY_IDLE_S));
      route.ofGateway(ClientTags.header(router.proxy().dataplane().spec()));
      route.broken();
    }
    route.backends().addAll(backends);
    FilterEffects effects = new FilterEffects(route, half.belowPrefix(), self.isEmpty());
    for (Filter filter : flat.action().filtersOrNone()) {
      effects.add(filter, router);
    }
    return route;
  }

  /** The strongest policy with a rule of these matches: the one whose rule it is. */
  private Optional<Kri> origin(String matchesHash) {
    return policies.reversed().stream()
        .filter(policy ->
            policy.as(MeshHTTPRoutePolicy.TYPE).spec().routeRules().stream()
                .anyMatch(rule -> rule.matchesHash().equals(matchesHash)))
        .map(Kri::of)
        .findFirst();
  }

  private List<BackendDraft> backends(Action action) {
    if (action.backendRefsOrNone().isEmpty()) {
      return self.map(to -> List.of(router.backend(to, 1))).orElse(List.of());
    }
    List<BackendDraft> backends = new ArrayList<>();
    for (BackendRef ref : action.backendRefsOrNone()) {
      if (ref.share() > 0) {
        router
            .proxy()
            .destination(ref)
            .filter(to -> self.isEmpty() || router.proxy().protocolOf(to).httpLike())
            .ifPresent(to -> backends.add(router.backend(to, ref.share())));
      }
    }
    return backends;
  }

  private static final Comparator<Match> MOST_PARTICULAR_FIRST =
      Comparator.comparingInt(RouteMaking::pathRank)
          .thenComparingInt(match -> -pathLength(match))
          .thenComparingInt(match -> match.method() == null ? 1 : 0)
          .thenComparingInt(match -> -match.headersOrNone().size())
          .thenComparingInt(match -> -match.queryParamsOrNone().size());

  private static int pathRank(Match match) {
    Path path = match.path();
    return switch (path == null ? null : path.type()) {
      case Exact -> 0;
      case PathPrefix -> 1;
      case RegularExpression -> 2;
      case null -> 3;
    };
  }

  /** Exact paths cannot both match, so their lengths do not count. */
  private static int pathLength(Match match) {
    Path path = match.path();
    return path == null || path.value() == null || path.type() == PathType.Exact
        ? 0
        : path.value().length();
  }
}
