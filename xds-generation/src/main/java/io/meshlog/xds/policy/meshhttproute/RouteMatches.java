package io.meshlog.xds.policy.meshhttproute;

import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.QueryParameterMatcher;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Header;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Match;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Path;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.QueryParam;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Matches in Envoy's terms (policies.md 2.2, effect 5). */
final class RouteMatches {
  /**
   * One of the Envoy matches that a match becomes.
   *
   * @param belowPrefix whether it is about what is below a path prefix, so that the prefix can be
   *     replaced
   */
  record Half(RouteMatch match, boolean belowPrefix) {}

  private RouteMatches() {}

  static List<Half> of(Match match) {
    RouteMatch.Builder rest = rest(match);
    Path path = match.path();
    String value = path == null ? "/" : Objects.requireNonNullElse(path.value(), "/");
    return switch (path == null ? null : path.type()) {
      case Exact -> List.of(new Half(rest.setPath(value).build(), false));
      case RegularExpression -> List.of(new Half(rest.setSafeRegex(regex(value)).build(), false));
      case PathPrefix ->
          value.equals("/")
              ? List.of(new Half(rest.setPrefix("/").build(), true))
              : List.of(
                  new Half(rest.clone().setPath(value).build(), false),
                  new Half(rest.setPrefix(value + '/').build(), true));
      case null -> List.of(new Half(rest.setPrefix("/").build(), true));
    };
  }

  private static RouteMatch.Builder rest(Match match) {
    RouteMatch.Builder out = RouteMatch.newBuilder();
    if (match.method() != null) {
      out.addHeadersBuilder().setName(":method").setStringMatch(exact(match.method().name()));
    }
    match.headersOrNone().forEach(header -> out.addHeaders(header(header)));
    match.queryParamsOrNone().forEach(query -> out.addQueryParameters(query(query)));
    return out;
  }

  private static HeaderMatcher header(Header header) {
    HeaderMatcher.Builder out =
        HeaderMatcher.newBuilder().setName(Objects.requireNonNullElse(header.name(), ""));
    String value = Objects.requireNonNullElse(header.value(), "");
    switch (header.typeOrExact()) {
      case Exact -> out.setStringMatch(exact(value));
      case RegularExpression -> out.setStringMatch(matching(value));
      case Present -> out.setPresentMatch(true);
      case Absent -> out.setPresentMatch(false);
      case Prefix -> {
        if (value.isEmpty()) {
          out.setPresentMatch(true);
        } else {
          out.setStringMatch(StringMatcher.newBuilder().setPrefix(value));
        }
      }
    }
    return out.build();
  }

  private static QueryParameterMatcher query(QueryParam query) {
    QueryParameterMatcher.Builder out =
        QueryParameterMatcher.newBuilder().setName(Objects.requireNonNullElse(query.name(), ""));
    String value = Objects.requireNonNullElse(query.value(), "");
    return switch (query.type()) {
      case RegularExpression -> out.setStringMatch(matching(value)).build();
      case Exact -> out.setStringMatch(exact(value)).build();
      case null -> out.setStringMatch(exact(value)).build();
    };
  }

  private static StringMatcher exact(@Nullable String value) {
    return StringMatcher.newBuilder().setExact(Objects.requireNonNullElse(value, "")).build();
  }

  private static StringMatcher matching(String pattern) {
    return StringMatcher.newBuilder().setSafeRegex(regex(pattern)).build();
  }

  static RegexMatcher regex(String pattern) {
    return RegexMatcher.newBuilder().setRegex(pattern).build();
  }
}
