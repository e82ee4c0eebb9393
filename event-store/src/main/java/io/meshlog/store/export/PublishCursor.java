package io.meshlog.store.export;

import io.meshlog.model.resource.Channel;
import org.jspecify.annotations.Nullable;

/**
 * How far a channel is known to be on Kafka.
 *
 * @param hash of the event {@code seq}
 * @param clusterId of the Kafka cluster: on another one everything is published again
 */
public record PublishCursor(
    Channel channel, int epoch, long seq, byte[] hash, @Nullable String clusterId) {}
