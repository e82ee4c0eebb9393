package io.meshlog.store.sync;

import io.meshlog.model.resource.Channel;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a channel of this log is published.
 *
 * @param headSeq and {@code headPos}: of its newest event
 * @param publishedSeq of the newest event known to be on Kafka
 * @param oldestWaiting when the oldest event after that was recorded; null when nothing waits
 */
public record OwnChannel(
    Channel channel,
    int epoch,
    long headSeq,
    long headPos,
    long publishedSeq,
    @Nullable Instant oldestWaiting) {}
