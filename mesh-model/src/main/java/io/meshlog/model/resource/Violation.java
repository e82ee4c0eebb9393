package io.meshlog.model.resource;

/**
 * One reason why input is refused.
 *
 * @param field path of the offending field as Kuma's clients expect it, e.g. {@code
 *     networking.inbound[0].port}; empty when the whole is meant
 * @param reason what is wrong with it
 */
public record Violation(String field, String reason) {}
