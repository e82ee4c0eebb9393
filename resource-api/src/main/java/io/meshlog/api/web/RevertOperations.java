package io.meshlog.api.web;

import io.meshlog.api.openapi.Answer;
import io.meshlog.api.openapi.Common;
import io.meshlog.api.openapi.Operation;
import io.meshlog.api.openapi.Parameter;
import io.meshlog.api.openapi.Schema;

/** What reverts take and answer (history.md). */
final class RevertOperations {
  private static final Schema REQUEST =
      new Schema.Named(
          "RevertInput",
          Schema.closed(
              Schema.object()
                  .with("to", Schema.anyOf(Common.MOMENT, Schema.integer(0, Integer.MAX_VALUE)))
                  .withOptional("deleteSecrets", Schema.bool())));

  private static final Schema.Members RESOURCE =
      Schema.object()
          .with("type", Schema.string())
          .withOptional("mesh", Schema.string())
          .with("name", Schema.string())
          .with("origin", Schema.string());

  private static final Schema REVERT =
      new Schema.Named(
          "Revert",
          Schema.object()
              .with("dryRun", Schema.bool())
              .with("to", Common.POSITION)
              .with(
                  "changes",
                  Schema.listOf(
                      RESOURCE
                          .with("change", Schema.words("created", "updated", "deleted"))
                          .withOptional("contentHidden", Schema.bool())
                          .withOptional("forEver", Schema.bool())
                          .withOptional("madeAnew", Schema.bool())
                          .withOptional("difference", HistoryOperations.PATCH)))
              .with("skippedTotal", Schema.integer(0))
              .with("skipped", Schema.listOf(RESOURCE.with("reason", Schema.string()))));

  private RevertOperations() {}

  static Operation of(String id, String tag, String what) {
    return Operation.of(id, tag, "make " + what + " say again what it said at a position")
        .with(
            Parameter.query("dryRun", "only tell what would change", Schema.bool()),
            Common.IDEMPOTENCY_KEY)
        .taking(REQUEST)
        .answering(200, Answer.json("what changes", REVERT, "Meshlog-Position"))
        .refusing(403, 404, 405, 409, 410, 422, 503);
  }
}
