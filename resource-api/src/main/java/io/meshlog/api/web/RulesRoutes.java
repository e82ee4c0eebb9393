package io.meshlog.api.web;

import io.meshlog.api.rules.Rules;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.ResourceTypes;
import java.util.ArrayList;
import java.util.List;

/** Which policies are in force where (rest-and-dataplane-protocol.md 3.4). */
public final class RulesRoutes implements RouteSet {
  private static final String DATAPLANE = "/meshes/{mesh}/dataplanes/{name}";

  private final ResourceTypes types;
  private final Rules rules;

  public RulesRoutes(ResourceTypes types, Rules rules) {
    this.types = types;
    this.rules = rules;
  }

  @Override
  public List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    routes.add(
        Route.get(DATAPLANE + "/_rules", rules::ofDataplane)
            .as(RulesOperations.RULES_OF_DATAPLANE));
    routes.add(
        Route.get(DATAPLANE + "/_policies", rules::policiesOfDataplane)
            .as(RulesOperations.POLICIES_OF_DATAPLANE));
    types.all().stream().filter(ResourceType::targets).forEach(type -> routes.add(ofPolicy(type)));
    return routes;
  }

  private Route ofPolicy(ResourceType<?> type) {
    return Route.get(
            "/meshes/{mesh}/" + type.path() + "/{name}/_resources/dataplanes",
            ask -> rules.dataplanesOf(ask, type))
        .as(RulesOperations.dataplanesOf(type));
  }
}
