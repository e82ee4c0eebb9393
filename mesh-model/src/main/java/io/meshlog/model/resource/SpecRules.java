package io.meshlog.model.resource;

import java.util.List;

/**
 * What is particular to one type: which specs it accepts and how it completes them. Pure.
 *
 * @param <S> the spec record
 */
public interface SpecRules<S extends Spec> {
  /** A spec after completion, with what the user should be told about it. */
  record Stamped<T extends Spec>(T spec, List<String> warnings) {
    public Stamped {
      warnings = List.copyOf(warnings);
    }
  }

  /** Adds a violation for each field that makes the spec unacceptable, in Kuma's words. */
  void validate(S spec, Violations violations);

  /**
   * Completes what the user may leave out or may not decide (e.g. the tag {@code kuma.io/zone}).
   * Called after {@link #validate} for every write and again on import.
   */
  default Stamped<S> stamp(S spec, WriteContext context) {
    return new Stamped<>(spec, List.of());
  }

  /** Accepts everything. */
  static <T extends Spec> SpecRules<T> none() {
    return (spec, violations) -> {};
  }
}
