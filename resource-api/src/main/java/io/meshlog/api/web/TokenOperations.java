package io.meshlog.api.web;

import io.meshlog.api.openapi.Answer;
import io.meshlog.api.openapi.Operation;
import io.meshlog.api.openapi.Problems;
import io.meshlog.api.openapi.Schema;

/** What the routes of tokens take and answer (rest-and-dataplane-protocol.md 6). */
final class TokenOperations {
  private static final Schema TEXT = Schema.orNull((Schema.Plain) Schema.string());
  private static final Schema LIFETIME =
      Schema.orNull((Schema.Plain) Schema.pattern("^([0-9]{1,5}h)?([0-9]{1,3}m)?([0-9]{1,3}s)?$"));
  private static final Schema SOME_TEXT = Schema.pattern("^[^\\s]+$");

  static final Operation DATAPLANE =
      of(
          "createDataplaneToken",
          "a token with which a data plane proxy says who it is",
          Schema.object()
              .with("mesh", SOME_TEXT)
              .withOptional("name", TEXT)
              .withOptional("type", Schema.words("", "dataplane", "ingress", "egress"))
              .withOptional("workload", TEXT)
              .withOptional("tags", Schema.orNull(Schema.listsOfText()))
              .withOptional("validFor", LIFETIME));

  static final Operation ZONE =
      of(
          "createZoneToken",
          "a token with which a zone proxy says who it is",
          Schema.object()
              .with("scope", Schema.listOf(Schema.string()))
              .withOptional("zone", TEXT)
              .withOptional("validFor", LIFETIME));

  static final Operation USER =
      of(
          "createUserToken",
          "a token with which a user says who they are",
          Schema.object()
              .with("name", SOME_TEXT)
              .with("validFor", Schema.pattern("^[1-9][0-9]{0,4}(h|m|s)$"))
              .withOptional("groups", Schema.listOrNull()));

  private TokenOperations() {}

  private static Operation of(String id, String summary, Schema request) {
    return Operation.of(id, "Tokens", summary)
        .taking(request)
        .answering(200, Answer.text("the token"))
        .answering(400, Problems.answer(400).or(Answer.text("nothing, when it is no JSON object")))
        .refusing(403, 404, 503);
  }
}
