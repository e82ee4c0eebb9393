package io.meshlog.zone.inspect;

import io.meshlog.api.openapi.Answer;
import io.meshlog.api.openapi.Common;
import io.meshlog.api.openapi.Operation;
import io.meshlog.api.openapi.Parameter;
import io.meshlog.api.openapi.Schema;
import io.meshlog.model.resource.ResourceType;

/** What the routes take and answer that tell what a proxy was told. */
final class ProxyOperations {
  private static final Schema NAMES = Schema.listsOfText();

  private static final Schema PUSH =
      new Schema.Named(
          "Push",
          Schema.object()
              .with("id", Schema.integer(0))
              .with("position", Common.POSITION)
              .withOptional("since", Common.POSITION)
              .with("pushedAt", Common.TIME)
              .with("outcome", Schema.string())
              .withOptional("reason", Schema.string())
              .withOptional("decidedAt", Common.TIME)
              .with("generatorVersion", Schema.string())
              .with("controlPlaneInstanceId", Schema.string())
              .with("session", Schema.string())
              .with("number", Schema.integer(0))
              .withOptional("notRecordedBefore", Schema.integer(0))
              .withOptional("total", Schema.anyObject())
              .withOptional("changed", NAMES)
              .withOptional("removed", NAMES)
              .withOptional("node", Schema.any()));

  private static final Schema CONFIG =
      new Schema.Named(
          "ProxyConfig",
          Schema.object()
              .with("xds", Schema.anyObject())
              .withOptional(
                  "diff",
                  Schema.listOf(
                      Schema.object()
                          .with("op", Schema.words("add", "remove", "replace"))
                          .with("path", Schema.string())
                          .withOptional("value", Schema.any())))
              .withOptional("position", Common.POSITION)
              .withOptional("verdict", Schema.string())
              .withOptional("reason", Schema.string())
              .withOptional("generatorVersion", Schema.string())
              .withOptional("push", PUSH)
              .withOptional(
                  "differences",
                  Schema.listOf(
                      Schema.object()
                          .with("type", Schema.string())
                          .with("name", Schema.string())
                          .with("change", Schema.string())))
              .withOptional("notCompared", Schema.listOf(Schema.string())));

  private ProxyOperations() {}

  static Operation config(ResourceType<?> type) {
    return Operation.of(
            "get" + type.name() + "Config", type.name(), "what Envoy has, or had, by xDS type")
        .with(
            Parameter.query(
                "shadow", "as if shadow policies were in effect", Schema.words("true", "false")),
            Parameter.query(
                "include",
                "`diff`: what shadow policies change, as a JSON Patch",
                Schema.words("diff")))
        .with(Common.MOMENTS)
        .answering(200, Answer.json("the configuration", CONFIG, "Meshlog-Position"))
        .refusing(403, 404, 410, 503, 504);
  }

  static Operation pushes(ResourceType<?> type) {
    return Operation.of(
            "list" + type.name() + "Pushes", type.name(), "what a proxy was sent, newest first")
        .with(Common.CURSOR)
        .answering(200, Answer.json("pushes", new Schema.Named("PushList", Common.cursored(PUSH))))
        .refusing(403, 404, 503);
  }
}
