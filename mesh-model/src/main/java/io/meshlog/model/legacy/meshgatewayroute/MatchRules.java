package io.meshlog.model.legacy.meshgatewayroute;

import io.meshlog.model.legacy.Checks;
import io.meshlog.model.legacy.meshgatewayroute.HttpRule.Header;
import io.meshlog.model.legacy.meshgatewayroute.HttpRule.Match;
import io.meshlog.model.legacy.meshgatewayroute.HttpRule.Path;
import io.meshlog.model.legacy.meshgatewayroute.HttpRule.PathMatch;
import io.meshlog.model.legacy.meshgatewayroute.HttpRule.Query;
import io.meshlog.model.resource.Violations;
import java.util.List;
import java.util.Objects;

/** Matches of a MeshGatewayRoute. */
final class MatchRules {
  private MatchRules() {}

  static void validate(Match match, Violations at) {
    if (match.empty()) {
      at.add(Checks.EMPTY);
    }
    if (match.path() != null) {
      path(match.path(), at.at("value"));
    }
    List<Header> headers = Objects.requireNonNullElse(match.headers(), List.of());
    for (int i = 0; i < headers.size(); i++) {
      header(headers.get(i), at.at("headers", i));
    }
    List<Query> queries = Objects.requireNonNullElse(match.queryParameters(), List.of());
    for (int i = 0; i < queries.size(); i++) {
      Checks.given(queries.get(i).name(), at.at("query_parameters", i).at("name"));
      Checks.given(queries.get(i).value(), at.at("query_parameters", i).at("value"));
    }
  }

  private static void path(Path path, Violations value) {
    String text = Objects.requireNonNullElse(path.value(), "");
    if (path.match() == PathMatch.REGEX) {
      Checks.given(text, value);
    } else if (!text.startsWith("/")) {
      value.add("must be an absolute path");
    }
  }

  private static void header(Header header, Violations at) {
    Checks.given(header.name(), at.at("name"));
    if (!header.withoutValue()) {
      Checks.given(header.value(), at.at("value"));
    } else if (!Checks.blank(header.value())) {
      at.add("value", "cannot be set");
    }
  }
}
