package io.meshlog.xds.policy.meshhttproute;

import io.meshlog.model.target.BackendRef;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Action;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Filter;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Header;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Match;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Mirror;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Redirect;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Rule;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.To;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What Kuma's schema fills in before a route is stored, so that a reader sees it and equal routes
 * hash alike: header type Exact, redirect status 302, backend weight 1.
 */
final class RouteDefaults {
  private RouteDefaults() {}

  static MeshHTTPRoute complete(MeshHTTPRoute spec) {
    return new MeshHTTPRoute(spec.targetRef(), each(spec.to(), RouteDefaults::to));
  }

  private static To to(To to) {
    return new To(to.targetRef(), to.hostnames(), each(to.rules(), RouteDefaults::rule));
  }

  private static Rule rule(Rule rule) {
    Action action = rule.action();
    return new Rule(
        each(rule.matches(), RouteDefaults::match),
        action == null
            ? null
            : new Action(
                each(action.filters(), RouteDefaults::filter),
                each(action.backendRefs(), RouteDefaults::backend)));
  }

  private static Match match(Match match) {
    return new Match(
        match.path(),
        match.method(),
        match.queryParams(),
        each(
            match.headers(),
            header -> new Header(header.typeOrExact(), header.name(), header.value())));
  }

  private static Filter filter(Filter filter) {
    Redirect redirect = filter.requestRedirect();
    Mirror mirror = filter.requestMirror();
    return new Filter(
        filter.type(),
        filter.requestHeaderModifier(),
        filter.responseHeaderModifier(),
        redirect == null || redirect.statusCode() != null
            ? redirect
            : new Redirect(
                redirect.scheme(), redirect.hostname(), redirect.path(), redirect.port(), 302),
        filter.urlRewrite(),
        mirror == null || mirror.backendRef() == null
            ? mirror
            : new Mirror(mirror.percentage(), backend(mirror.backendRef())));
  }

  private static BackendRef backend(BackendRef ref) {
    return ref.weight() == null ? ref.withWeight(1) : ref;
  }

  private static <T> @Nullable List<T> each(@Nullable List<T> list, UnaryOperator<T> change) {
    return list == null ? null : list.stream().map(change).toList();
  }
}
