package io.meshlog.api.resource;

import io.meshlog.api.error.PrettyJson;
import io.meshlog.api.error.Problem;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * An answer, ready to be written.
 *
 * @param headers without the content type
 */
public record Reply(int status, String contentType, byte[] body, Map<String, String> headers) {
  private static final String JSON = "application/json";

  public static Reply json(int status, JsonNode body) {
    return new Reply(status, JSON, PrettyJson.bytes(body), Map.of());
  }

  public static Reply text(int status, String body) {
    return new Reply(status, "text/plain", body.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  public static Reply of(Problem problem) {
    return new Reply(problem.status(), JSON, PrettyJson.bytes(problem.json()), problem.headers());
  }

  /** Nothing but a status. */
  public static Reply empty(int status) {
    return new Reply(status, "", new byte[0], Map.of());
  }

  public Reply with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Reply(status, contentType, body, more);
  }
}
