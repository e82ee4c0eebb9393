package io.meshlog.model.event;

import io.meshlog.model.resource.Channel;
import java.util.UUID;

/**
 * Where an imported event came from.
 *
 * @param logId the source's log
 * @param epoch and {@code pos}: its position there
 * @param channel the channel that brought it
 * @param exportSeq its number in that channel
 */
public record Provenance(UUID logId, int epoch, long pos, Channel channel, long exportSeq) {}
