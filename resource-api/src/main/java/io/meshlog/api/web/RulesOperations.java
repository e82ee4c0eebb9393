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
  private static final Schema RESOURCE_ORIGINS =
      Schema.listOf(Schema.object().with("resourceMeta", TypeSchemas.meta()));
  private static final Schema ORIGINS = Schema.listOf(TypeSchemas.meta());
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

  static final Operation POLICIES_OF_DATAPLANE =
      of(
          "getDataplanePolicies",
          "what policies say for a proxy as a whole",
          new Schema.Named(
              "PoliciesOfProxy",
              Schema.object()
                  .with(
                      "policies",
                      Schema.listOf(
                          Schema.object()
                              .with("kind", Schema.string())
                              .with("conf", Schema.any())
                              .with(
                                  "origins",
                                  Schema.listOf(Schema.object().with("kri", Schema.string())))))));

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

  static Operation dataplanesOf(ResourceType<?> type) {
    return Operation.of(
            "list" + type.name() + "Dataplanes",
            type.name(),
            "the proxies that a " + type.singular() + " is for")
        .with(ResourceOperations.filters(CoreTypes.DATAPLANE))
        .with(Common.MOMENTS)
        .answering(
            200,
            Answer.json(
                "a page of them",
                new Schema.Named(
                    "ResourceMetaList",
                    Schema.object()
                        .with("total", Schema.integer(0))
                        .with("items", Schema.listOf(TypeSchemas.meta()))
                        .withOptional("next", Schema.string())),
                "Meshlog-Position"))
        .refusing(404, 410, 503, 504);
  }
}
