package io.meshlog.api.web;

import io.meshlog.api.insight.InsightType;
import io.meshlog.api.openapi.Answer;
import io.meshlog.api.openapi.Common;
import io.meshlog.api.openapi.Operation;
import io.meshlog.api.openapi.Parameter;
import io.meshlog.api.openapi.Schema;
import io.meshlog.api.openapi.TypeSchemas;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.types.CoreTypes;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What the routes of insights take and answer (reference 1.4, 3.3). */
final class InsightOperations {
  private static final Schema.Plain TOTAL = total();

  /** As stored insights are printed: what is zero is left out. */
  private static final Schema SPARSE =
      new Schema.Named(
          "InsightCount",
          Schema.object()
              .withOptional("total", Schema.integer(1))
              .withOptional("online", Schema.integer(1))
              .withOptional("offline", Schema.integer(1))
              .withOptional("partiallyDegraded", Schema.integer(1)));

  private static final Schema FULL =
      new Schema.Named(
          "GlobalInsightCount",
          Schema.object()
              .with("online", Schema.integer(0))
              .with("offline", Schema.integer(0))
              .with("partiallyDegraded", Schema.integer(0))
              .with("total", Schema.integer(0)));

  private static final Schema ONLINE =
      Schema.object().with("online", Schema.integer(0)).with("total", Schema.integer(0));

  static final Operation GLOBAL_INSIGHT =
      told(
          "getGlobalInsight",
          "Insights",
          "numbers of everything there is",
          new Schema.Named(
              "GlobalInsight",
              Schema.object()
                  .with("createdAt", Common.TIME)
                  .with("meshes", TOTAL)
                  .with(
                      "dataplanes",
                      Schema.object()
                          .with("standard", FULL)
                          .with("gatewayBuiltin", FULL)
                          .with("gatewayDelegated", FULL))
                  .with("policies", TOTAL)
                  .with("resources", Schema.mapOf(TOTAL))
                  .with(
                      "services",
                      Schema.object()
                          .with("internal", FULL)
                          .with("gatewayBuiltin", FULL)
                          .with("gatewayDelegated", FULL)
                          .with("external", TOTAL))
                  .with(
                      "zones",
                      Schema.object()
                          .with("controlPlanes", ONLINE)
                          .with("zoneIngresses", ONLINE)
                          .with("zoneEgresses", ONLINE))));

  static final Operation GLOBAL_INSIGHTS =
      told(
          "getGlobalInsights",
          "Insights",
          "numbers of what belongs to no mesh, for older clients",
          new Schema.Named(
              "GlobalInsights",
              Schema.object()
                  .with("type", Schema.words("GlobalInsights"))
                  .with("creationTime", Common.TIME)
                  .with("resources", Schema.mapOf(TOTAL))));

  private final InsightType type;

  InsightOperations(InsightType type) {
    this.type = type;
  }

  private static Schema.Plain total() {
    ObjectNode json = SpecJson.plain().createObjectNode();
    json.put("type", "object");
    json.putObject("properties").putObject("total").put("type", "integer").put("minimum", 0);
    json.putArray("required").add("total");
    return new Schema.Plain(json);
  }

  Operation get() {
    return told("get" + type.typeName(), type.typeName(), "a " + type.singular(), schema());
  }

  /**
   * @param about what its resources are about
   */
  Operation list(ResourceType<?> about, boolean inAllMeshes) {
    List<Parameter> parameters = new ArrayList<>();
    if (type == InsightType.SERVICE) {
      parameters.addAll(Common.PAGE);
      parameters.add(Parameter.query("name", "part of the name", Schema.string()));
      parameters.add(
          Parameter.query(
              "type",
              "only these kinds, separated by commas",
              Schema.pattern(
                  "^(internal|external|gateway_delegated|gateway_builtin)(,(internal|external|gateway_delegated|gateway_builtin)){0,3}$")));
    } else {
      parameters.addAll(ResourceOperations.filters(about));
    }
    return told(
            "list" + type.typeName() + "s" + (inAllMeshes ? "OfAllMeshes" : ""),
            type.typeName(),
            type.plural() + (inAllMeshes ? " of all meshes" : ""),
            TypeSchemas.list(schema()))
        .with(parameters);
  }

  Operation refusal(String verb) {
    return Operation.of(
            verb + type.typeName(), type.typeName(), type.plural() + " are for reading only")
        .refusing(405);
  }

  private Schema schema() {
    Schema.Members members = Schema.object().with("type", Schema.words(type.typeName()));
    if (type.meshScoped()) {
      members = members.with("mesh", Schema.string());
    }
    members =
        members
            .with("name", Schema.string())
            .with("creationTime", Common.TIME)
            .with("modificationTime", Common.TIME);
    return new Schema.Named(
        type.typeName(),
        switch (type) {
          case MESH -> mesh(members);
          case SERVICE -> service(members);
          // What proxies and zones say of themselves is theirs.
          case DATAPLANE, ZONE_INGRESS, ZONE_EGRESS, ZONE ->
              Schema.among(
                  members
                      .withOptional("labels", Schema.strings())
                      .withOptional("subscriptions", Schema.listOf(Schema.anyObject())));
        });
  }

  private static Schema.Members mesh(Schema.Members members) {
    Schema counts = Schema.anyObject();
    return members
        .with("dataplanes", SPARSE)
        .withOptional("policies", Schema.mapOf(TOTAL))
        .with(
            "dpVersions",
            Schema.object().withOptional("kumaDp", counts).withOptional("envoy", counts))
        .with(
            "mTLS",
            Schema.object()
                .withOptional("issuedBackends", counts)
                .withOptional("supportedBackends", counts))
        .with(
            "services",
            Schema.object()
                .withOptional("total", Schema.integer(1))
                .withOptional("internal", Schema.integer(1))
                .withOptional("external", Schema.integer(1)))
        .with(
            "dataplanesByType",
            Schema.object()
                .with("standard", SPARSE)
                .with("gateway", SPARSE)
                .with("gatewayBuiltin", SPARSE)
                .with("gatewayDelegated", SPARSE))
        .with("resources", Schema.mapOf(TOTAL));
  }

  private static Schema.Members service(Schema.Members members) {
    return members
        .withOptional("status", Schema.words("online", "offline", "partially_degraded"))
        .with("dataplanes", SPARSE)
        .withOptional("issuedBackends", Schema.anyObject())
        .withOptional(
            "serviceType", Schema.words("external", "gateway_delegated", "gateway_builtin"))
        .withOptional("addressPort", Schema.string())
        .withOptional("zones", Schema.listOf(Schema.string()));
  }

  /** Whoever asks for the past is refused, as far as there is one. */
  private static Operation told(String id, String tag, String summary, Schema schema) {
    return Operation.of(id, tag, summary)
        .with(Common.MOMENTS.subList(1, Common.MOMENTS.size()))
        .answering(200, Answer.json("told", schema, "Meshlog-Position"))
        .refusing(404, 410, 503, 504);
  }

  /** What the insights of a type are about. */
  static ResourceType<?> about(InsightType type) {
    return switch (type) {
      case DATAPLANE, SERVICE -> CoreTypes.DATAPLANE;
      case ZONE_INGRESS -> CoreTypes.ZONE_INGRESS;
      case ZONE_EGRESS -> CoreTypes.ZONE_EGRESS;
      case ZONE -> CoreTypes.ZONE;
      case MESH -> CoreTypes.MESH;
    };
  }
}
