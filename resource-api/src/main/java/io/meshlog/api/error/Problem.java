package io.meshlog.api.error;

import io.meshlog.model.admit.Refusal;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Violation;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An answer that refuses a request (rest-and-dataplane-protocol.md 2.5).
 *
 * @param headers to send with it, e.g. {@code Retry-After}
 * @param numbers further members of the body, for programs that act on the answer
 */
public record Problem(
    int status,
    String title,
    String detail,
    List<Violation> violations,
    Map<String, String> headers,
    Map<String, Long> numbers) {

  public static final String NOT_VALID = "Resource is not valid";

  public Problem {
    violations = List.copyOf(violations);
    headers = Map.copyOf(headers);
    numbers = Map.copyOf(numbers);
  }

  public Problem(
      int status,
      String title,
      String detail,
      List<Violation> violations,
      Map<String, String> headers) {
    this(status, title, detail, violations, headers, Map.of());
  }

  public static Problem of(int status, String title, String detail) {
    return new Problem(status, title, detail, List.of(), Map.of());
  }

  public static Problem notFound(String title) {
    return of(404, title, "Not found");
  }

  public static Problem badRequest(String detail) {
    return of(400, "Bad Request", detail);
  }

  public static Problem invalid(String title, List<Violation> violations) {
    return new Problem(400, title, NOT_VALID, violations, Map.of());
  }

  public static Problem invalid(String title, String field, String reason) {
    return invalid(title, List.of(new Violation(field, reason)));
  }

  /** Why a submission was not admitted, with the title Kuma gives that check. */
  public static Problem of(Refusal refusal) {
    String title =
        switch (refusal.reason()) {
          case UNREADABLE -> "Bad Request";
          case INVALID -> "Could not process a resource";
          case IMMUTABLE_LABEL -> "Could not update a resource";
          case CREATION -> "Failed to create a resource";
          case UPDATE -> "Failed to update a resource";
        };
    return new Problem(400, title, refusal.detail(), refusal.violations(), Map.of());
  }

  /** Retry later: nothing was changed. */
  public static Problem unavailable(String detail, int retryAfterSeconds) {
    return new Problem(
        503,
        "Service Unavailable",
        detail,
        List.of(),
        Map.of("Retry-After", Integer.toString(retryAfterSeconds)));
  }

  /** What was asked for is no longer held; {@code floor} is the first position that is. */
  public static Problem gone(String detail, long floor) {
    return new Problem(
        410, "State is no longer held", detail, List.of(), Map.of(), Map.of("floor", floor));
  }

  public Problem withHeader(String name, String value) {
    return new Problem(status, title, detail, violations, Map.of(name, value), numbers);
  }

  /** The body. {@code details} and {@code causes} say the same again for older clients. */
  public ObjectNode json() {
    ObjectNode root = SpecJson.plain().createObjectNode();
    root.put("type", "/std-errors");
    root.put("status", status);
    root.put("title", title);
    root.put("detail", detail);
    if (!violations.isEmpty()) {
      ArrayNode parameters = root.putArray("invalid_parameters");
      violations.forEach(
          v -> parameters.addObject().put("field", v.field()).put("reason", v.reason()));
    }
    numbers.forEach(root::put);
    root.put("details", detail);
    if (!violations.isEmpty()) {
      ArrayNode causes = root.putArray("causes");
      violations.forEach(
          v -> causes.addObject().put("field", v.field()).put("message", v.reason()));
    }
    return root;
  }

  public ProblemException raise() {
    return new ProblemException(this);
  }
}
