package io.meshlog.store.audit;

import io.meshlog.store.audit.AuditEntry.Kind;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Which entries are wanted, newest first. What is null or empty filters nothing.
 *
 * @param before only ids below it: the next older ones
 * @param after only ids above it: the next newer ones; not together with {@code before}
 * @param size most entries
 */
public record AuditQuery(
    @Nullable Kind kind,
    @Nullable String actor,
    @Nullable String client,
    OptionalInt status,
    @Nullable Instant from,
    @Nullable Instant to,
    OptionalLong before,
    OptionalLong after,
    int size) {}
