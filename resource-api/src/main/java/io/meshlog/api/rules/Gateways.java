package io.meshlog.api.rules;

import io.meshlog.api.error.Problem;
import io.meshlog.api.resource.Ask;
import io.meshlog.api.resource.Reads;
import io.meshlog.api.resource.Reply;
import io.meshlog.api.resource.View;
import io.meshlog.api.resource.Views;
import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec;
import io.meshlog.model.legacy.meshgatewayroute.MeshGatewayRouteSpec;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.target.GatewayListeners;
import io.meshlog.xds.gateway.GatewayChoice;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which Dataplanes are the builtin gateways that a MeshGateway or a MeshGatewayRoute is about, in
 * the words of older clients (rest-and-dataplane-protocol.md 3.4). Thread-safe.
 */
public final class Gateways {
  private static final String TITLE = "Could not retrieve policy";

  private final Views views;

  public Gateways(Views views) {
    this.views = views;
  }

  /** {@code …/meshgateways/{name}/dataplanes}. */
  public Reply ofGateway(Ask ask) {
    View view = views.of(ask);
    Resource<MeshGatewaySpec> gateway = found(ask, view, MeshGatewaySpec.TYPE);
    return page(
        ask,
        view,
        dataplane ->
            GatewayChoice.of(view.image(), dataplane)
                .filter(own -> own.key().equals(gateway.key()))
                .isPresent());
  }

  /** {@code …/meshgatewayroutes/{name}/dataplanes}. */
  public Reply ofRoute(Ask ask) {
    View view = views.of(ask);
    Resource<MeshGatewayRouteSpec> route = found(ask, view, MeshGatewayRouteSpec.TYPE);
    return page(
        ask,
        view,
        dataplane -> attached(route.spec(), GatewayChoice.listeners(view.image(), dataplane)));
  }

  private static <S extends Spec> Resource<S> found(Ask ask, View view, ResourceType<S> type) {
    Reads.mesh(view.image(), ask.mesh());
    return view.image()
        .find(type, ask.mesh(), ask.name())
        .orElseThrow(() -> Problem.notFound(TITLE).raise());
  }

  private static Reply page(Ask ask, View view, Predicate<Resource<DataplaneSpec>> wanted) {
    return Attached.page(ask, view, wanted, Gateways::item, true);
  }

  private static JsonNode item(Resource<DataplaneSpec> dataplane) {
    ObjectNode item = SpecJson.plain().createObjectNode();
    item.putObject("dataplane").put("mesh", dataplane.mesh()).put("name", dataplane.name());
    return item;
  }

  /** A route is for the listeners whose tags it selects. */
  private static boolean attached(MeshGatewayRouteSpec route, GatewayListeners listeners) {
    return listeners.tags().stream().anyMatch(route::selects);
  }
}
