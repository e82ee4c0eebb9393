package io.meshlog.api.resource;

import io.meshlog.api.auth.ApiUser;
import io.meshlog.api.error.Problem;
import io.meshlog.model.event.EventMeta;
import io.meshlog.model.json.SpecJson;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * One request, as the handlers see it.
 *
 * @param variables of the path template, e.g. {@code mesh} and {@code name}
 */
public record Ask(HttpServletRequest http, Map<String, String> variables) {
  /** Request attribute that holds the {@link ApiUser}. */
  public static final String USER = "meshlog.user";

  private static final Pattern REQUEST_ID = Pattern.compile("[\\w.:/+=-]{1,128}");
  private static final Pattern TRACE_PARENT = Pattern.compile("[0-9a-f-]{55}");

  public ApiUser user() {
    return Objects.requireNonNullElse((ApiUser) http.getAttribute(USER), ApiUser.ANONYMOUS);
  }

  /** The mesh of the path, empty when it names none. */
  public String mesh() {
    return variables.getOrDefault("mesh", "");
  }

  public String name() {
    return variables.getOrDefault("name", "");
  }

  public @Nullable String header(String name) {
    return http.getHeader(name);
  }

  /**
   * The value of a query parameter, null when absent.
   *
   * @throws io.meshlog.api.error.ProblemException 400 when there are several
   */
  public @Nullable String parameter(String name) {
    List<String> values = parameters(name);
    if (values.size() > 1) {
      throw Problem.invalid("Invalid request", name, "must be given once").raise();
    }
    return values.isEmpty() ? null : values.getFirst();
  }

  public List<String> parameters(String name) {
    String[] values = http.getParameterValues(name);
    return values == null ? List.of() : List.of(values);
  }

  /** Who causes an event with this request. */
  public EventMeta meta() {
    ApiUser user = user();
    String id = header("X-Request-Id");
    String trace = header("traceparent");
    return new EventMeta(
        user.name(),
        user.tokenId(),
        id != null && REQUEST_ID.matcher(id).matches() ? id : UUID.randomUUID().toString(),
        trace != null && TRACE_PARENT.matcher(trace).matches() ? trace : null);
  }

  /**
   * The body's bytes.
   *
   * @throws io.meshlog.api.error.ProblemException 413 when there are more than {@code limit}
   */
  public byte[] bytes(int limit) {
    Problem tooLarge =
        Problem.of(
            413, "Request body is too large", "the body must be at most " + limit + " bytes");
    if (http.getContentLengthLong() > limit) {
      throw tooLarge.raise();
    }
    try {
      byte[] bytes = http.getInputStream().readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw tooLarge.raise();
      }
      return bytes;
    } catch (IOException e) {
      throw Problem.badRequest("bad request: the body could not be read").raise();
    }
  }

  /** The JSON of a body; {@code what} names it in the answer when it is none. */
  public static JsonNode json(byte[] body, String what) {
    try {
      JsonNode tree = SpecJson.plain().readTree(body);
      if (tree.isMissingNode()) {
        throw unreadable(what, "the body is empty");
      }
      return tree;
    } catch (JacksonException e) {
      throw unreadable(what, String.valueOf(e.getOriginalMessage()));
    }
  }

  private static RuntimeException unreadable(String what, String why) {
    String text = why.replace('"', '\'').replace('\n', ' ');
    return Problem.badRequest("invalid " + what + " object: \"" + text + '"').raise();
  }
}
