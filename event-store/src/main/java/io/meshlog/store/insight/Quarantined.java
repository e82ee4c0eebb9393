package io.meshlog.store.insight;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A record from outside that was not applied.
 *
 * @param offset in the topic, -1 when unknown
 * @param reason kind; {@code detail} is for people
 * @param open false once a good version of its key has come
 */
public record Quarantined(
    long id,
    @Nullable UUID sourceLogId,
    String channel,
    @Nullable String topic,
    long offset,
    String key,
    String reason,
    String detail,
    byte @Nullable [] record,
    boolean open,
    Instant recordedAt) {}
