package io.meshlog.model.resource;

/**
 * What {@code GET /_resources} and {@code GET /policies} say of a policy type.
 *
 * @param hasTo accepts {@code spec.to}
 * @param hasFrom accepts {@code spec.from}
 * @param hasRules accepts {@code spec.rules}
 * @param fromAsRules {@code from} is evaluated as matchless rules (policies.md 1.8)
 */
public record PolicyTraits(boolean hasTo, boolean hasFrom, boolean hasRules, boolean fromAsRules) {}
