package io.meshlog.store.sync;

import io.meshlog.model.resource.Channel;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far this log has taken in a channel of another.
 *
 * @param nextOffset of its topic: the first record not taken in
 * @param checkedSeq of the newest checkpoint that was compared with what is held here; null: none
 * @param stateEqual what came of it
 * @param quarantined open entries
 */
public record FollowedChannel(
    UUID logId,
    Channel channel,
    int epoch,
    long seq,
    long pos,
    @Nullable Long nextOffset,
    @Nullable Long checkedSeq,
    @Nullable Boolean stateEqual,
    long quarantined) {}
