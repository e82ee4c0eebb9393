package io.meshlog.events.envelope;

import io.meshlog.model.resource.Channel;
import java.time.Instant;
import java.util.UUID;

/**
 * What a channel holds after an event: it lets a follower prove that it has everything.
 *
 * @param seq of the newest event published; {@code headHash} is that event's
 * @param pos position of that event in the owner's log
 * @param stateHash over the channel's live resources: see {@code StateDigest}
 * @param resources how many there are
 */
public record Checkpoint(
    Channel channel,
    UUID logId,
    int epoch,
    long pos,
    long seq,
    byte[] headHash,
    byte[] stateHash,
    int resources,
    Instant at) {

  public static final String TYPE = "io.meshlog.log.checkpoint.v1";

  /** Key of checkpoint records, so that a compacted topic keeps the newest only. */
  public static final String KEY = "checkpoint";
}
