package io.meshlog.model.resource;

import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /**
   * Keeps what only control planes derive: what a user says of it is dropped, what is stored stays.
   *
   * @param before the stored spec, null on creation
   */
  default Stamped<S> keepDerived(S spec, @Nullable S before) {
    return new Stamped<>(spec, List.of());
  }

  /**
   * Checks that need the name or what is stored.
   *
   * @param before the stored spec, null on creation
   */
  default void guard(String name, @Nullable S before, S after, Violations violations) {}

  /** Labels the spec decides, whatever was submitted (e.g. {@code kuma.io/proxy-type}). */
  default Labels label(S spec, Labels labels) {
    return labels;
  }

  /** What the user should know of a resource that is accepted all the same. */
  default List<String> warnings(String name, S spec) {
    return List.of();
  }

  /** Accepts everything. */
  static <T extends Spec> SpecRules<T> none() {
    return (spec, violations) -> {};
  }
}
