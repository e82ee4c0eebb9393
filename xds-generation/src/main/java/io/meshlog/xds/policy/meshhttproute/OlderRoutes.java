package io.meshlog.xds.policy.meshhttproute;

import io.meshlog.model.legacy.meshgatewayroute.Filter.HeaderFilter;
import io.meshlog.model.legacy.meshgatewayroute.HttpRule;
import io.meshlog.model.legacy.meshgatewayroute.MeshGatewayRouteSpec;
import io.meshlog.model.target.BackendRef;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Action;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Conf;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Filter;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.FilterType;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Header;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.HeaderModifier;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.HeaderType;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.HeaderValue;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Match;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Method;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Mirror;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Path;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.PathRewrite;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.PathType;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.QueryParam;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.QueryType;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Redirect;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Rewrite;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.RewriteType;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Rule;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Scheme;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** MeshGatewayRoutes in the words of MeshHTTPRoute, which says all that they do. */
final class OlderRoutes {
  private OlderRoutes() {}

  /** One for each name of hosts that a route is for. */
  static List<Conf> confs(List<MeshGatewayRouteSpec> routes) {
    return routes.stream()
        .filter(route -> !route.httpRules().isEmpty())
        .flatMap(OlderRoutes::confs)
        .toList();
  }

  private static Stream<Conf> confs(MeshGatewayRouteSpec route) {
    List<Rule> weakestFirst = route.httpRules().stream().map(OlderRoutes::rule).toList().reversed();
    return route.hostnames().isEmpty()
        ? Stream.of(new Conf(null, weakestFirst))
        : route.hostnames().stream().map(host -> new Conf(List.of(host), weakestFirst));
  }

  private static Rule rule(HttpRule rule) {
    List<HttpRule.Backend> backends = rule.backendsOrNone();
    return new Rule(
        rule.matchesOrNone().stream().map(OlderRoutes::match).toList(),
        new Action(
            rule.filtersOrNone().stream().map(OlderRoutes::filter).toList(),
            backends.stream().map(backend -> backend(backend, backends.size() == 1)).toList()));
  }

  /** The only one gets all, weight or not. */
  private static BackendRef backend(HttpRule.Backend backend, boolean only) {
    int weight = only ? 1 : (int) Math.min(backend.weight(), Integer.MAX_VALUE);
    return BackendRef.tagged(backend.destination(), weight);
  }

  private static Match match(HttpRule.Match match) {
    return new Match(
        path(match.path()),
        match.method() == null ? null : Method.valueOf(match.method().name()),
        match.queriesOrNone().stream().map(OlderRoutes::query).toList(),
        match.headersOrNone().stream().map(OlderRoutes::header).toList());
  }

  private static Path path(HttpRule.@Nullable Path path) {
    if (path == null) {
      return new Path(PathType.PathPrefix, "/");
    }
    String value = Objects.requireNonNullElse(path.value(), "");
    return switch (path.match()) {
      case EXACT -> new Path(PathType.Exact, value);
      case PREFIX -> {
        String bare = value.replaceAll("/+$", "");
        yield new Path(PathType.PathPrefix, bare.isEmpty() ? "/" : bare);
      }
      case REGEX -> new Path(PathType.RegularExpression, value);
      case null -> new Path(PathType.Exact, value);
    };
  }

  private static QueryParam query(HttpRule.Query query) {
    QueryType type =
        query.match() == HttpRule.QueryMatch.REGEX ? QueryType.RegularExpression : QueryType.Exact;
    return new QueryParam(type, query.name(), query.value());
  }

  private static Header header(HttpRule.Header header) {
    HeaderType type =
        switch (header.match()) {
          case EXACT -> HeaderType.Exact;
          case REGEX -> HeaderType.RegularExpression;
          case ABSENT -> HeaderType.Absent;
          case PRESENT -> HeaderType.Present;
          case null -> HeaderType.Exact;
        };
    return new Header(type, header.name(), header.value());
  }

  private static Filter filter(io.meshlog.model.legacy.meshgatewayroute.Filter filter) {
    if (filter.requestHeader() != null) {
      return new Filter(
          FilterType.RequestHeaderModifier,
          headers(filter.requestHeader()),
          null,
          null,
          null,
          null);
    }
    if (filter.responseHeader() != null) {
      return new Filter(
          FilterType.ResponseHeaderModifier,
          null,
          headers(filter.responseHeader()),
          null,
          null,
          null);
    }
    if (filter.redirect() != null) {
      return new Filter(
          FilterType.RequestRedirect, null, null, redirect(filter.redirect()), null, null);
    }
    if (filter.rewrite() != null) {
      Rewrite rewrite =
          new Rewrite(null, path(filter.rewrite()), filter.rewrite().hostToBackendHostname());
      return new Filter(FilterType.URLRewrite, null, null, null, rewrite, null);
    }
    return new Filter(FilterType.RequestMirror, null, null, null, null, mirror(filter.mirror()));
  }

  private static HeaderModifier headers(HeaderFilter headers) {
    return new HeaderModifier(
        headers.setOrNone().stream().map(OlderRoutes::header).toList(),
        headers.addOrNone().stream().map(OlderRoutes::header).toList(),
        headers.removeOrNone());
  }

  private static HeaderValue header(
      io.meshlog.model.legacy.meshgatewayroute.Filter.HeaderValue header) {
    return new HeaderValue(header.name(), header.value());
  }

  private static Redirect redirect(
      io.meshlog.model.legacy.meshgatewayroute.Filter.Redirect redirect) {
    Scheme scheme =
        switch (Objects.requireNonNullElse(redirect.scheme(), "")) {
          case "http" -> Scheme.http;
          case "https" -> Scheme.https;
          default -> null;
        };
    String host = redirect.hostname();
    return new Redirect(
        scheme,
        host == null || host.isEmpty() ? null : host,
        redirect.path() == null ? null : path(redirect.path()),
        redirect.port() == 0 ? null : (int) redirect.port(),
        (int) redirect.statusCode());
  }

  private static @Nullable PathRewrite path(
      io.meshlog.model.legacy.meshgatewayroute.Filter.Rewrite rewrite) {
    if (rewrite.replaceFull() != null) {
      return new PathRewrite(RewriteType.ReplaceFullPath, rewrite.replaceFull(), null);
    }
    return rewrite.replacePrefixMatch() == null
        ? null
        : new PathRewrite(RewriteType.ReplacePrefixMatch, null, rewrite.replacePrefixMatch());
  }

  /** Nothing said of how many means none, as with Kuma. */
  private static @Nullable Mirror mirror(
      io.meshlog.model.legacy.meshgatewayroute.Filter.@Nullable Mirror mirror) {
    return mirror == null
            || mirror.backend() == null
            || mirror.percentage() == null
            || mirror.percentage() <= 0
        ? null
        : new Mirror(mirror.percentage(), backend(mirror.backend(), true));
  }
}
