package io.meshlog.api.web;

import io.meshlog.api.openapi.Answer;
import io.meshlog.api.openapi.Common;
import io.meshlog.api.openapi.Operation;
import io.meshlog.api.openapi.Parameter;
import io.meshlog.api.openapi.Schema;
import io.meshlog.model.types.CoreTypes;

/** What the routes take and answer that belong to no resource type. */
final class BaseOperations {
  private static final String TAG = "Control plane";

  static final Operation INDEX =
      told(
          "getIndex",
          "what this is",
          Schema.object()
              .with("hostname", Schema.string())
              .with("product", Schema.words("Kuma"))
              .with("version", Schema.string())
              .with("meshlogVersion", Schema.string())
              .with("instanceId", Schema.string())
              .with("clusterId", Schema.string())
              .with("gui", Schema.string()));

  static final Operation CONFIG =
      told("getConfig", "the settings in force, secrets masked", Schema.anyObject()).refusing(403);

  static final Operation WHO_AM_I =
      told(
          "getWhoAmI",
          "whom the control plane takes the caller for",
          Schema.object()
              .with("name", Schema.string())
              .with("groups", Schema.listOf(Schema.string())));

  static final Operation POLICIES =
      told(
          "listPolicies",
          "the types that are policies",
          Schema.object()
              .with(
                  "policies",
                  Schema.listOf(
                      Schema.object()
                          .with("name", Schema.string())
                          .with("readOnly", Schema.bool())
                          .with("path", Schema.string())
                          .with("singularDisplayName", Schema.string())
                          .with("pluralDisplayName", Schema.string())
                          .with("isExperimental", Schema.bool())
                          .with("isTargetRefBased", Schema.bool())
                          .with("isInbound", Schema.bool())
                          .with("isOutbound", Schema.bool()))));

  static final Operation RESOURCES =
      told(
          "listResources",
          "the resource types",
          Schema.object()
              .with(
                  "resources",
                  Schema.listOf(
                      Schema.object()
                          .with("name", Schema.string())
                          .with("readOnly", Schema.bool())
                          .with("path", Schema.string())
                          .with("scope", Schema.words("Mesh", "Global"))
                          .with("shortName", Schema.string())
                          .with("includeInFederation", Schema.bool())
                          .with("singularDisplayName", Schema.string())
                          .with("pluralDisplayName", Schema.string())
                          .withOptional(
                              "policy",
                              Schema.object()
                                  .with("hasToTargetRef", Schema.bool())
                                  .with("hasFromTargetRef", Schema.bool())
                                  .with("hasRulesTargetRef", Schema.bool())
                                  .with("isTargetRef", Schema.bool())
                                  .with("isFromAsRules", Schema.bool())))));

  static final Operation SIGNING_KEYS =
      told(
              "listSigningKeys",
              "the keys that sign what this control plane publishes",
              Schema.object()
                  .with("logId", Schema.format("uuid"))
                  .with("items", Schema.listOf(Schema.anyObject())))
          .refusing(503);

  static final Operation ROTATE_SIGNING_KEY =
      told("rotateSigningKey", "sign with a new key from now on", Schema.anyObject())
          .refusing(403, 503);

  static final Operation AUDIT =
      Operation.of("listAudit", TAG, "what was refused, which tokens were made, who saw secrets")
          .with(Common.CURSOR)
          .with(
              Parameter.query(
                  "kind", "of this kind", Schema.words("refused", "tokenIssued", "secretRead")),
              Parameter.query("actor", "by this user", Schema.string()),
              Parameter.query("client", "from this address", Schema.string()),
              Parameter.query("status", "answered so", Schema.integer(100, 599)),
              Parameter.query("from", "from then", Common.TIME),
              Parameter.query("to", "until then", Common.TIME))
          .answering(
              200,
              Answer.json(
                  "entries, newest first",
                  new Schema.Named(
                      "AuditList",
                      Common.cursored(
                          Schema.object()
                              .with("id", Schema.integer(0))
                              .with("time", Common.TIME)
                              .with("kind", Schema.words("refused", "tokenIssued", "secretRead"))
                              .with("actor", Schema.string())
                              .withOptional("tokenId", Schema.string())
                              .with("requestId", Schema.string())
                              .withOptional("trace", Schema.string())
                              .with("client", Schema.string())
                              .with("method", Schema.string())
                              .with("path", Schema.string())
                              .with("status", Schema.integer(100, 599))
                              .with("detail", Schema.string())
                              .with("times", Schema.integer(1))))))
          .refusing(403, 503);

  static final Operation SYNC =
      Operation.of("getZoneSync", "Zone", "how the sync of a zone is")
          .with(ResourceOperations.filters(CoreTypes.ZONE))
          .answering(
              200,
              Answer.json(
                  "the report",
                  Schema.among(
                      Schema.object()
                          .with("state", Schema.string())
                          .with("quarantine", Common.page(Schema.anyObject())))))
          .refusing(404, 503);

  private BaseOperations() {}

  private static Operation told(String id, String summary, Schema schema) {
    return Operation.of(id, TAG, summary).answering(200, Answer.json("told", schema));
  }
}
