package io.meshlog.model.admit;

import io.meshlog.model.resource.Violation;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Why a submission is not written.
 *
 * @param detail one line for the whole
 * @param violations by field, possibly none
 */
public record Refusal(Reason reason, String detail, List<Violation> violations) {

  /** Which check refused; Kuma's answers differ by it (rest-and-dataplane-protocol.md 2.5). */
  public enum Reason {
    /** The body does not bind to the type. */
    UNREADABLE,
    /** The spec or the envelope is not valid. */
    INVALID,
    /** A label that must stay would change. */
    IMMUTABLE_LABEL,
    /** What the type's own rules forbid on creation. */
    CREATION,
    /** What the type's own rules forbid on update. */
    UPDATE
  }

  static final String NOT_VALID = "Resource is not valid";

  public Refusal {
    violations = List.copyOf(violations);
  }

  static Refusal of(Reason reason, List<Violation> violations) {
    return new Refusal(reason, NOT_VALID, violations);
  }

  /** {@code field: reason; field: reason}, as the plain-text answers to proxies want it. */
  public String line() {
    return violations.isEmpty()
        ? detail
        : violations.stream()
            .map(violation -> violation.field() + ": " + violation.reason())
            .collect(Collectors.joining("; "));
  }
}
