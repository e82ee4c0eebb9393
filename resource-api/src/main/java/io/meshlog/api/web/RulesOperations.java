package io.meshlog.api.web;

import io.meshlog.api.openapi.Answer;
import io.meshlog.api.openapi.Common;
import io.meshlog.api.openapi.Operation;
import io.meshlog.api.openapi.Schema;
import io.meshlog.api.openapi.TypeSchemas;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.types.CoreTypes;

/** What the routes take and answer that tell of policies in force (reference 3.4). */
final class RulesOperations {
  private static final Schema ORIGIN =
      new Schema.Named(
          "PolicyOrigin",
          Schema.object()
              .with("type", Schema.string())
              .with("mesh", Schema.string())
              .with("name", Schema.string())
              .with("labels", Schema.strings())
              .withOptional("kri", Schema.string())
              .with("position", Schema.integer(1)));

  private static final Schema RESOURCE_ORIGINS =
      Schema.listOf(Schema.object().with("resourceMeta", ORIGIN));
  private static final Schema ORIGINS = Schema.listOf(ORIGIN);
  private static final Schema KRIS = Schema.listOf(Schema.object().with("kri", Schema.string()));
  private static final Schema MATCHERS =
      Schema.listOf(
          Schema.object()
              .with("key", Schema.string())
              .with("not", Schema.bool())
              .with("value", Schema.string()));
  private static final Schema INBOUND =
      Schema.object()
          .withOptional("name", Schema.string())
          .with("port", Schema.integer(0, 65_535))
          .with("tags", Schema.strings());
  private static final Schema CONFS = Schema.listOf(Schema.any());

  private static final Schema RULES =
      new Schema.Named(
          "RulesOfProxy",
          Schema.object()
              .with(
                  "httpMatches",
                  Schema.listOf(
                      Schema.object().with("hash", Schema.string()).with("match", Schema.any())))
              .with("resource", TypeSchemas.meta())
              .with(
                  "rules",
                  Schema.listOf(
                      Schema.object()
                          .with("type", Schema.string())
                          .with("warnings", Schema.listOf(Schema.string()))
                          .withOptional(
                              "proxyRule",
                              Schema.object().with("conf", Schema.any()).with("origin", ORIGINS))
                          .with("toRules", Schema.listOf(rule()))
                          .with(
                              "toResourceRules",
                              Schema.listOf(
                                  Schema.object()
                                      .with("resourceMeta", TypeSchemas.meta())
                                      .withOptional("resourceSectionName", Schema.string())
                                      .with("conf", CONFS)
                                      .with("origin", RESOURCE_ORIGINS)))
                          .with(
                              "fromRules",
                              Schema.listOf(
                                  Schema.object()
                                      .with("inbound", INBOUND)
                                      .with("rules", Schema.listOf(rule()))))
                          .with(
                              "inboundRules",
                              Schema.listOf(
                                  Schema.object()
                                      .with("inbound", INBOUND)
                                      .with(
                                          "rules",
                                          Schema.listOf(
                                              Schema.object()
                                                  .with("conf", CONFS)
                                                  .withOptional("match", Schema.any())
                                                  .with("origin", RESOURCE_ORIGINS))))))));

  static final Operation RULES_OF_DATAPLANE =
      of("getDataplaneRules", "the rules in force for a proxy", RULES);

  static final Operation RULES_OF_GATEWAY =
      of("getMeshGatewayRules", "the rules in force for a gateway", RULES);

  private static final Schema POLICIES =
      new Schema.Named(
          "PolicyConfs",
          Schema.object()
              .with(
                  "policies",
                  Schema.listOf(
                      Schema.object()
                          .with("kind", Schema.string())
                          .with("conf", Schema.any())
                          .with("origins", KRIS))));

  static final Operation POLICIES_OF_DATAPLANE =
      of("getDataplanePolicies", "what policies say for a proxy as a whole", POLICIES);

  static final Operation POLICIES_OF_INBOUND =
      of(
          "getInboundPolicies",
          "what policies say for an inbound",
          new Schema.Named("InboundPolicies", Schema.object().with("policies", ruled("match"))));

  static final Operation POLICIES_OF_OUTBOUND =
      of("getOutboundPolicies", "what policies say for an outbound", POLICIES);

  static final Operation ROUTES_OF_OUTBOUND =
      of(
          "getOutboundRoutes",
          "the routes of an outbound",
          new Schema.Named("OutboundRoutes", Schema.object().with("routes", ruled("matches"))));

  static final Operation POLICIES_OF_ROUTE =
      of("getOutboundRoutePolicies", "what policies say for a route of an outbound", POLICIES);

  private static final Schema PARTS =
      Schema.listOf(
          Schema.object()
              .with("kri", Schema.string())
              .with("port", Schema.integer(0, 65_535))
              .with("protocol", Schema.string())
              .with("proxyResourceName", Schema.string()));

  static final Operation LAYOUT =
      of(
          "getDataplaneLayout",
          "what a proxy listens for and where it sends to",
          new Schema.Named(
              "DataplaneLayout",
              Schema.object()
                  .with("kri", Schema.string())
                  .with("labels", Schema.strings())
                  .with("inbounds", PARTS)
                  .with("outbounds", PARTS)
                  .with(
                      "listeners",
                      Schema.listOf(
                          Schema.object()
                              .with("kri", Schema.string())
                              .with("type", Schema.string())
                              .with("port", Schema.integer(0, 65_535))
                              .with("proxyResourceName", Schema.string())))));

  static final Operation LEGACY_POLICIES =
      of(
          "getLegacyDataplanePolicies",
          "the policies of a proxy, for older clients",
          new Schema.Named(
              "LegacyPolicies",
              Schema.object()
                  .with("kind", Schema.words("SidecarDataplane", "MeshGatewayDataplane"))
                  .withOptional("total", Schema.integer(0))
                  .withOptional(
                      "items",
                      Schema.listOf(
                          Schema.object()
                              .with("type", Schema.words("inbound", "dataplane"))
                              .with("name", Schema.string())
                              .withOptional("service", Schema.string())
                              .with("matchedPolicies", Schema.anyObject())))
                  .withOptional("listeners", Schema.listOf(Schema.anyObject()))
                  .withOptional("policies", Schema.anyObject())));

  static final Operation LEGACY_RULES =
      of(
          "getLegacyDataplaneRules",
          "the rules of a proxy, for older clients",
          new Schema.Named(
              "LegacyRules",
              Schema.object()
                  .with("total", Schema.integer(0))
                  .with(
                      "items",
                      Schema.listOf(
                          Schema.object()
                              .with(
                                  "type",
                                  Schema.words("SingleItem", "ClientSubset", "DestinationSubset"))
                              .with("name", Schema.string())
                              .withOptional("service", Schema.string())
                              .withOptional("tags", Schema.strings())
                              .with("policyType", Schema.string())
                              .with("subset", Schema.strings())
                              .with("conf", Schema.any())
                              .with("origins", ORIGINS)))));

  /** Confs one by one, each with the policy whose word it is. */
  private static Schema ruled(String matches) {
    return Schema.listOf(
        Schema.object()
            .with("kind", Schema.string())
            .with(
                "rules",
                Schema.listOf(
                    Schema.object()
                        .with("conf", Schema.any())
                        .with("kri", Schema.string())
                        .withOptional(matches, Schema.any())))
            .with("origins", KRIS));
  }

  private RulesOperations() {}

  private static Schema rule() {
    return Schema.object()
        .with("matchers", MATCHERS)
        .with("conf", Schema.any())
        .with("origin", ORIGINS);
  }

  private static Operation of(String id, String summary, Schema schema) {
    return Operation.of(id, "Dataplane", summary)
        .with(Common.MOMENTS)
        .answering(200, Answer.json("told", schema, "Meshlog-Position"))
        .refusing(404, 410, 503, 504);
  }

  private static final Schema DATAPLANES =
      new Schema.Named(
          "ResourceMetaList",
          Schema.object()
              .with("total", Schema.integer(0))
              .with("items", Schema.listOf(TypeSchemas.meta()))
              .withOptional("next", Schema.string()));

  private static final Schema LEGACY_DATAPLANES =
      new Schema.Named(
          "LegacyDataplaneList",
          Common.page(
              Schema.object()
                  .withOptional("kind", Schema.words("SidecarDataplane", "MeshGatewayDataplane"))
                  .withOptional(
                      "gateway",
                      Schema.object().with("mesh", Schema.string()).with("name", Schema.string()))
                  .withOptional("listeners", Schema.listOf(Schema.anyObject()))
                  .with(
                      "dataplane",
                      Schema.object().with("mesh", Schema.string()).with("name", Schema.string()))
                  .withOptional(
                      "attachments",
                      Schema.listOf(Schema.object().with("type", Schema.words("dataplane"))))));

  static Operation dataplanesOf(ResourceType<?> type) {
    return dataplanes("list" + type.name() + "Dataplanes", type, DATAPLANES);
  }

  static Operation legacyDataplanesOf(ResourceType<?> type) {
    return dataplanes("listLegacy" + type.name() + "Dataplanes", type, LEGACY_DATAPLANES);
  }

  private static Operation dataplanes(String id, ResourceType<?> type, Schema page) {
    return Operation.of(id, type.name(), "the proxies that a " + type.singular() + " is for")
        .with(ResourceOperations.filters(CoreTypes.DATAPLANE))
        .with(Common.MOMENTS)
        .answering(200, Answer.json("a page of them", page, "Meshlog-Position"))
        .refusing(404, 410, 503, 504);
  }
}
