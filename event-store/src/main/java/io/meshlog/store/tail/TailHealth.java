package io.meshlog.store.tail;

import org.jspecify.annotations.Nullable;

/**
 * What a probe or a metric may ask of a tail.
 *
 * @param pos delivered up to here
 * @param head the newest position it was told of
 * @param listening whether notifications arrive
 * @param missedNotifications safety reads that found work: each is a defect
 * @param fault why the tail stopped for good, null while it works
 */
public record TailHealth(
    long pos, long head, boolean listening, long missedNotifications, @Nullable String fault) {}
