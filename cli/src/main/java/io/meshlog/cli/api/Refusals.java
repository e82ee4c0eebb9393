package io.meshlog.cli.api;

import io.meshlog.cli.CliFailure;
import io.meshlog.cli.ExitCode;
import io.meshlog.model.json.SpecJson;
import java.net.URI;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** What an answer that refuses means: the API's own words, each field in a line of its own. */
final class Refusals {
  private Refusals() {}

  static CliFailure of(int status, String method, URI uri, String body) {
    JsonNode problem = parse(body);
    String title = problem.path("title").asString("");
    StringBuilder text = new StringBuilder();
    if (title.isEmpty()) {
      text.append(method).append(' ').append(uri).append(": ").append(plain(status, body));
    } else {
      text.append(title);
      String detail = problem.path("detail").asString(problem.path("details").asString("")).strip();
      if (!detail.isEmpty()) {
        text.append(": ").append(detail);
      }
    }
    for (JsonNode violation : problem.path("invalid_parameters")) {
      String field = violation.path("field").asString("");
      text.append("\n  ")
          .append(field.isEmpty() ? "" : field + ": ")
          .append(violation.path("reason").asString(""));
    }
    if (problem.has("floor")) {
      text.append("\n  the first position that is still held: ").append(problem.path("floor"));
    }
    String advice = advice(status, title.isEmpty());
    return new CliFailure(code(status), advice.isEmpty() ? text.toString() : text + "\n" + advice);
  }

  private static JsonNode parse(String body) {
    try {
      JsonNode tree = SpecJson.parse(body);
      return tree.isObject() ? tree : MissingNode.getInstance();
    } catch (JacksonException e) {
      return MissingNode.getInstance();
    }
  }

  private static String plain(int status, String body) {
    String line = body.strip();
    return line.isEmpty() ? "HTTP " + status : line.lines().findFirst().orElse(line);
  }

  private static int code(int status) {
    return switch (status) {
      case 401, 403 -> ExitCode.DENIED;
      case 404 -> ExitCode.NOT_FOUND;
      default -> status >= 500 ? ExitCode.UNREACHABLE : ExitCode.REFUSED;
    };
  }

  private static String advice(int status, boolean plain) {
    return switch (status) {
      case 401 -> "The token is not valid: make another with 'meshlog generate user-token'.";
      case 403 ->
          "Who you are for it: 'meshlog version'. Give a token with --token, or store one with"
              + " 'meshlog config control-planes add --auth-type tokens --auth-conf token=TOKEN'.";
      case 404 ->
          plain ? "This control plane has no such address; is it the API server (5681)?" : "";
      case 503 -> "Nothing was changed; try again.";
      default -> "";
    };
  }
}
