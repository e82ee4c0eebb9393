package io.meshlog.model.legacy.meshgatewayroute;

import io.meshlog.model.legacy.Checks;
import io.meshlog.model.legacy.meshgatewayroute.HttpRule.Backend;
import io.meshlog.model.legacy.meshgatewayroute.HttpRule.Match;
import io.meshlog.model.legacy.meshgatewayroute.MeshGatewayRouteSpec.Conf;
import io.meshlog.model.legacy.meshgatewayroute.MeshGatewayRouteSpec.HttpRoute;
import io.meshlog.model.resource.SelectorRules;
import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Violations;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which MeshGatewayRoutes are accepted. Clients know some paths by the names of the proto. */
final class MeshGatewayRouteRules implements SpecRules<MeshGatewayRouteSpec> {
  @Override
  public void validate(MeshGatewayRouteSpec spec, Violations violations) {
    SelectorRules.OF_SERVICE.some(spec.selectors(), violations.at("selectors"));
    Conf conf = spec.conf();
    Violations at = violations.at("conf");
    if (conf == null || (conf.tcp() == null && conf.http() == null)) {
      at.add(Checks.EMPTY);
    } else if (conf.http() != null) {
      http(conf.http(), at.at("http"));
    }
  }

  private static void http(HttpRoute route, Violations at) {
    if (route.rules() == null || route.rules().isEmpty()) {
      at.add("rules", Checks.EMPTY);
      return;
    }
    for (int i = 0; i < route.rules().size(); i++) {
      rule(route.rules().get(i), at.at("rules", i));
    }
  }

  private static void rule(HttpRule rule, Violations at) {
    List<Match> matches = rule.matchesOrNone();
    if (matches.isEmpty()) {
      at.add("matches", Checks.EMPTY);
      return;
    }
    for (int i = 0; i < matches.size(); i++) {
      MatchRules.validate(matches.get(i), at.at("matches", i));
    }
    new FilterRules(
            matches.stream().anyMatch(Match::byPrefix),
            rule.filtersOrNone().stream().anyMatch(Filter::rewritesHost))
        .validate(rule.filtersOrNone(), at.at("filters"));
    boolean redirects = rule.filtersOrNone().stream().anyMatch(f -> f.redirect() != null);
    if (redirects && rule.filtersOrNone().size() != 1) {
      at.add("filters", "redirects cannot be used with other filters");
      return;
    }
    if (rule.backendsOrNone().isEmpty() && !redirects) {
      at.add("backends", Checks.EMPTY);
    } else if (!rule.backendsOrNone().isEmpty() && redirects) {
      at.add("backends", "must be empty when using redirect filters");
    }
    for (int i = 0; i < rule.backendsOrNone().size(); i++) {
      backend(rule.backendsOrNone().get(i), at.at("backends", i));
    }
  }

  /** The violations are the backend's, not its destination's. */
  static void backend(@Nullable Backend backend, Violations at) {
    if (backend == null) {
      at.add(Checks.EMPTY);
    } else {
      SelectorRules.OF_SERVICE.tags(backend.destination(), at);
    }
  }
}
