package io.meshlog.xds.policy.meshhttproute;

import io.meshlog.model.resource.Kri;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.target.BackendRef;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.xds.Destination;
import io.meshlog.xds.draft.BackendDraft;
import io.meshlog.xds.draft.OutboundDraft;
import io.meshlog.xds.draft.RouteDraft;
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

/** From a merged conf to the Envoy routes of one outbound (policies.md 2.2, effect 2 to 7). */
final class RouteMaking {
  private static final Match EVERYTHING =
      new Match(new Path(PathType.PathPrefix, "/"), null, null, null);

  /** One match of a rule. */
  private record Flat(String name, Match match, Action action) {}

  private final OutboundDraft outbound;
  private final List<Resource<? extends PolicySpec>> policies;

  /**
   * @param policies that the conf was merged from, weakest first
   */
  RouteMaking(OutboundDraft outbound, List<Resource<? extends PolicySpec>> policies) {
    this.outbound = outbound;
    this.policies = policies;
  }

  List<RouteDraft> routes(Conf conf) {
    List<Flat> flat = new ArrayList<>();
    for (Rule rule : conf.rulesInOrder()) {
      String name = MatchesHash.of(rule.anyOf());
      rule.anyOf().forEach(match -> flat.add(new Flat(name, match, rule.actionOrEmpty())));
    }
    flat.sort(Comparator.comparing(Flat::match, MOST_PARTICULAR_FIRST));
    if (flat.stream().noneMatch(each -> each.match().equals(EVERYTHING))) {
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
        switch (outbound.destination()) {
          case Destination.Tagged _ -> new RouteDraft(flat.name(), half.match());
          case Destination.Port _ ->
              origin(flat.name())
                  .map(policy -> RouteDraft.of(policy, half.match()))
                  .orElseGet(() -> new RouteDraft(flat.name(), half.match()));
        };
    route.action().getTimeoutBuilder();
    route.backends().addAll(backends);
    FilterEffects effects = new FilterEffects(route, half.belowPrefix());
    for (Filter filter : flat.action().filtersOrNone()) {
      effects.add(filter, outbound);
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
      return List.of(outbound.backend(outbound.destination(), 1));
    }
    List<BackendDraft> backends = new ArrayList<>();
    for (BackendRef ref : action.backendRefsOrNone()) {
      if (ref.share() > 0) {
        outbound
            .proxy()
            .destination(ref)
            .filter(to -> outbound.proxy().protocolOf(to).httpLike())
            .ifPresent(to -> backends.add(outbound.backend(to, ref.share())));
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
