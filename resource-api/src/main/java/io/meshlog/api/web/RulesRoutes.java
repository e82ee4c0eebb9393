package io.meshlog.api.web;

import io.meshlog.api.resource.Ask;
import io.meshlog.api.resource.Reply;
import io.meshlog.api.rules.Attached;
import io.meshlog.api.rules.Gateways;
import io.meshlog.api.rules.IdentityRules;
import io.meshlog.api.rules.Layout;
import io.meshlog.api.rules.LegacyRulesOf;
import io.meshlog.api.rules.Rules;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec;
import io.meshlog.model.legacy.meshgatewayroute.MeshGatewayRouteSpec;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.model.types.CoreTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Which policies are in force where (rest-and-dataplane-protocol.md 3.4). */
public final class RulesRoutes implements RouteSet {
  private static final String DATAPLANE = "/meshes/{mesh}/dataplanes/{name}/";

  /** Older kumactl writes the first character wrong (rest-and-dataplane-protocol.md 4.1). */
  private static final List<String> RESOURCES =
      List.of("_resources/dataplanes", "-resources/dataplanes");

  /** What answers them. */
  public record Answers(
      Rules rules,
      IdentityRules identities,
      Layout layout,
      Attached attached,
      LegacyRulesOf legacy,
      Gateways gateways) {}

  private final ResourceTypes types;
  private final Answers answers;

  public RulesRoutes(ResourceTypes types, Answers answers) {
    this.types = types;
    this.answers = answers;
  }

  @Override
  public List<Route> routes() {
    IdentityRules identities = answers.identities();
    List<Route> routes = new ArrayList<>();
    routes.add(
        Route.get(DATAPLANE + "_rules", answers.rules()::ofDataplane)
            .as(RulesOperations.RULES_OF_DATAPLANE));
    routes.add(Route.get(DATAPLANE + "_layout", answers.layout()::of).as(RulesOperations.LAYOUT));
    routes.add(
        Route.get(DATAPLANE + "_policies", identities::ofProxy)
            .as(RulesOperations.POLICIES_OF_DATAPLANE));
    routes.add(
        Route.get(DATAPLANE + "_inbounds/{inbound}/_policies", identities::ofInbound)
            .as(RulesOperations.POLICIES_OF_INBOUND));
    String outbound = DATAPLANE + "_outbounds/{outbound}/";
    routes.add(
        Route.get(outbound + "_policies", identities::ofOutbound)
            .as(RulesOperations.POLICIES_OF_OUTBOUND));
    routes.add(
        Route.get(outbound + "_routes", identities::routes).as(RulesOperations.ROUTES_OF_OUTBOUND));
    routes.add(
        Route.get(outbound + "_routes/{route}/_policies", identities::ofRoute)
            .as(RulesOperations.POLICIES_OF_ROUTE));
    routes.add(
        Route.get(DATAPLANE + "policies", answers.legacy()::policies)
            .as(RulesOperations.LEGACY_POLICIES));
    routes.add(
        Route.get(DATAPLANE + "rules", answers.legacy()::rules).as(RulesOperations.LEGACY_RULES));
    Attached attached = answers.attached();
    routes.addAll(
        dataplanes(
            CoreTypes.MESH_SERVICE,
            Stream.concat(Stream.of("_dataplanes"), RESOURCES.stream()).toList(),
            attached::toService));
    types.all().stream()
        .filter(type -> type.policy().isPresent())
        .forEach(type -> {
          routes.add(
              type.equals(MeshGatewayRouteSpec.TYPE)
                  ? legacy(type, answers.gateways()::ofRoute)
                  : legacy(type, ask -> attached.legacyToPolicy(ask, type)));
          routes.addAll(dataplanes(type, RESOURCES, ask -> attached.toPolicy(ask, type)));
        });
    routes.add(
        Route.get(item(MeshGatewaySpec.TYPE) + "_rules", answers.rules()::ofGateway)
            .as(RulesOperations.RULES_OF_GATEWAY));
    routes.add(legacy(MeshGatewaySpec.TYPE, answers.gateways()::ofGateway));
    return routes;
  }

  private static Route legacy(ResourceType<?> type, Function<Ask, Reply> answer) {
    return Route.get(item(type) + "dataplanes", answer)
        .as(RulesOperations.legacyDataplanesOf(type));
  }

  private static String item(ResourceType<?> type) {
    return "/meshes/{mesh}/" + type.path() + "/{name}/";
  }

  /** At the first of the places, and at others for clients that ask there. */
  private static List<Route> dataplanes(
      ResourceType<?> type, List<String> places, Function<Ask, Reply> answer) {
    return places.stream()
        .map(place ->
            Route.get(item(type) + place, answer)
                .as(
                    RulesOperations.dataplanesOf(type)
                        .at(place.replaceFirst("^-", "misspelt/"), places.getFirst())))
        .toList();
  }
}
