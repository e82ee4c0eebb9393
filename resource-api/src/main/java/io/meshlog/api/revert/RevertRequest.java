package io.meshlog.api.revert;

import io.meshlog.api.error.Problem;
import io.meshlog.api.resource.Ask;
import io.meshlog.api.resource.Moments;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What a client wants to have reverted.
 *
 * @param to a position or a time, as written
 * @param deleteSecrets whether secrets that were not there then are deleted, which destroys their
 *     content for ever
 * @param dryRun whether only to tell what would happen
 */
record RevertRequest(String to, boolean deleteSecrets, boolean dryRun) {
  private static final Set<String> FIELDS = Set.of("to", "deleteSecrets");

  /** Throws the problem to answer when the request is not well formed. */
  static RevertRequest of(Ask ask, byte[] body) {
    JsonNode root = Ask.json(body, "revert");
    if (!root.isObject()) {
      throw Problem.badRequest("bad request: the body must be a JSON object").raise();
    }
    for (String field : root.propertyNames()) {
      if (!FIELDS.contains(field)) {
        throw invalid(field, "is unknown, there are " + FIELDS.stream().sorted().toList());
      }
    }
    JsonNode to = root.path("to");
    if (!to.isString() && !to.isIntegralNumber()) {
      throw invalid("to", "must be a position or an RFC 3339 time");
    }
    JsonNode secrets = root.path("deleteSecrets");
    if (!secrets.isMissingNode() && !secrets.isBoolean()) {
      throw invalid("deleteSecrets", "must be true or false");
    }
    return new RevertRequest(
        to.asString(), secrets.asBoolean(false), flag(ask, "dryRun") || flag(ask, "dry-run"));
  }

  private static boolean flag(Ask ask, String parameter) {
    String text = ask.parameter(parameter);
    return switch (text == null ? "false" : text) {
      case "true", "" -> true;
      case "false" -> false;
      default -> throw invalid(parameter, "must be true or false");
    };
  }

  private static RuntimeException invalid(String field, String reason) {
    return Problem.invalid(Moments.TITLE, field, reason).raise();
  }
}
