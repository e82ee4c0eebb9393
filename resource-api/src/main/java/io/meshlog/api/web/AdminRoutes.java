package io.meshlog.api.web;

import io.meshlog.api.envoy.AdminReads;
import io.meshlog.api.openapi.Answer;
import io.meshlog.api.openapi.Operation;
import io.meshlog.api.openapi.Parameter;
import io.meshlog.api.openapi.Schema;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.types.CoreTypes;
import java.util.List;

/** What Envoy says of a proxy (rest-and-dataplane-protocol.md 3.4); no aliases here. */
public final class AdminRoutes implements RouteSet {
  private final AdminReads reads;

  public AdminRoutes(AdminReads reads) {
    this.reads = reads;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        of("/meshes/{mesh}/dataplanes", CoreTypes.DATAPLANE),
        of("/zoneingresses", CoreTypes.ZONE_INGRESS),
        of("/zoneegresses", CoreTypes.ZONE_EGRESS));
  }

  /** Whatever the last segment is: what is none of the operations has an answer too. */
  private Route of(String path, ResourceType<?> type) {
    return Route.document(path + "/{name}/{operation}", ask -> reads.get(ask, type))
        .as(operation(type));
  }

  private static Operation operation(ResourceType<?> type) {
    Schema flag = Schema.words("true", "false");
    return Operation.of(
            "ask" + type.name() + "Envoy",
            type.name(),
            "what the proxy's Envoy says: xds, stats or clusters")
        .with(
            Parameter.query("include_eds", "of xds: the endpoints too", flag),
            Parameter.query("usedonly", "of stats: what something has touched", flag),
            Parameter.query("format", "of stats and clusters", Schema.words("text", "json")))
        .answering(
            200, Answer.text("text").or(Answer.json("JSON as Envoy writes it", Schema.any())))
        .refusing(400, 403, 404, 500, 503);
  }
}
