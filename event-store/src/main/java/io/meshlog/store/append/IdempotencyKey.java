package io.meshlog.store.append;

/**
 * Makes a retry of a command harmless.
 *
 * @param key chosen by the client; who takes it from a header makes it unique per actor
 * @param requestHash of everything that decides what the request does
 */
public record IdempotencyKey(String key, String requestHash) {}
