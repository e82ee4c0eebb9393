package io.meshlog.model.resource;

/**
 * What {@code GET /_resources} and {@code GET /policies} say of a policy type.
 *
 * @param targetRef written in terms of {@code targetRef}; false for the older policies by selector
 * @param hasTo accepts {@code spec.to}
 * @param hasFrom accepts {@code spec.from}
 * @param hasRules accepts {@code spec.rules}
 * @param fromAsRules {@code from} is evaluated as matchless rules (policies.md 1.8)
 */
public record PolicyTraits(
    boolean targetRef, boolean hasTo, boolean hasFrom, boolean hasRules, boolean fromAsRules) {

  /** A policy by selectors. */
  public static final PolicyTraits LEGACY = new PolicyTraits(false, false, false, false, false);

  /** A policy by {@code targetRef}. */
  public PolicyTraits(boolean hasTo, boolean hasFrom, boolean hasRules, boolean fromAsRules) {
    this(true, hasTo, hasFrom, hasRules, fromAsRules);
  }
}
