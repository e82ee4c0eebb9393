package io.meshlog.xds.policy.meshhttproute;

import io.meshlog.model.resource.Violations;
import io.meshlog.xds.policy.PolicyChecks;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Filter;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Header;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Match;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.PathRewrite;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.QueryParam;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Rule;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.To;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What Kuma's schema of MeshHTTPRoute demands: fields that must be there, and their shapes. */
final class RouteSchema {
  private static final Pattern HEADER = Pattern.compile("[a-z0-9!#$%&'*+\\-.^_`|~]+");
  private static final String HEADER_REASON =
      "in body should match '^[a-z0-9!#$%&'*+\\-.^_\\x60|~]+$'";
  private static final Set<Integer> STATUS = Set.of(301, 302, 303, 307, 308);

  private RouteSchema() {}

  static void check(MeshHTTPRoute spec, Violations at) {
    for (int i = 0; i < spec.destinations().size(); i++) {
      To to = spec.destinations().get(i);
      required(to.rules(), "rules", at.at("to", i));
      for (int j = 0; j < to.rulesOrNone().size(); j++) {
        rule(to.rulesOrNone().get(j), at.at("to", i).at("rules", j));
      }
    }
  }

  private static void rule(Rule rule, Violations at) {
    required(rule.action(), "default", at);
    required(rule.matches(), "matches", at);
    if (rule.matches() != null && rule.matches().isEmpty()) {
      at.add("matches", "in body should have at least 1 items");
    }
    for (int k = 0; k < rule.anyOf().size(); k++) {
      match(rule.anyOf().get(k), at.at("matches", k));
    }
    for (int k = 0; k < rule.actionOrEmpty().filtersOrNone().size(); k++) {
      filter(rule.actionOrEmpty().filtersOrNone().get(k), at.at("default").at("filters", k));
    }
    for (int k = 0; k < rule.actionOrEmpty().backendRefsOrNone().size(); k++) {
      Integer weight = rule.actionOrEmpty().backendRefsOrNone().get(k).weight();
      if (weight != null && weight < 0) {
        at.at("default")
            .at("backendRefs", k)
            .add("weight", "in body should be greater than or equal to 0");
      }
    }
  }

  private static void match(Match match, Violations at) {
    if (match.path() != null) {
      required(match.path().type(), "type", at.at("path"));
      required(match.path().value(), "value", at.at("path"));
    }
    for (int i = 0; i < match.queryParamsOrNone().size(); i++) {
      QueryParam query = match.queryParamsOrNone().get(i);
      required(query.name(), "name", at.at("queryParams", i));
      required(query.type(), "type", at.at("queryParams", i));
      required(query.value(), "value", at.at("queryParams", i));
    }
    for (int i = 0; i < match.headersOrNone().size(); i++) {
      Header header = match.headersOrNone().get(i);
      required(header.name(), "name", at.at("headers", i));
      headerName(header.name(), at.at("headers", i));
    }
  }

  private static void headerName(@Nullable String name, Violations at) {
    if (name != null && !HEADER.matcher(name).matches()) {
      at.add("name", HEADER_REASON);
    }
  }

  private static void filter(Filter filter, Violations at) {
    required(filter.type(), "type", at);
    if (filter.requestRedirect() != null) {
      Integer status = filter.requestRedirect().statusCode();
      if (status != null && !STATUS.contains(status)) {
        at.at("requestRedirect")
            .add("statusCode", "in body should be one of [301 302 303 307 308]");
      }
      rewrite(filter.requestRedirect().path(), at.at("requestRedirect").at("path"));
    }
    if (filter.urlRewrite() != null) {
      rewrite(filter.urlRewrite().path(), at.at("urlRewrite").at("path"));
    }
  }

  private static void rewrite(@Nullable PathRewrite path, Violations at) {
    if (path != null) {
      required(path.type(), "type", at);
    }
  }

  private static void required(@Nullable Object value, String field, Violations at) {
    if (value == null) {
      at.add(field, PolicyChecks.REQUIRED);
    }
  }
}
