package io.meshlog.events.subscriber;

import io.meshlog.model.json.SpecJson;
import java.util.UUID;

/**
 * How far a subscriber has got in a channel. What it means is said by log, epoch, seq and hash;
 * cluster and offset only spare a search, and are worthless after Kafka was set up anew.
 *
 * @param channel its name, e.g. {@code global.policy}
 * @param logId whose events were taken in
 * @param epoch {@code seq} and {@code pos}: of the newest of them
 * @param hash of that event, in hex
 * @param clusterId of the Kafka that the offset is of
 * @param nextOffset of the {@code log} topic, where to read on
 */
public record ChannelPosition(
    String channel,
    UUID logId,
    int epoch,
    long seq,
    long pos,
    String hash,
    String clusterId,
    long nextOffset) {

  /** JSON, for whoever keeps it as text. */
  public String text() {
    return SpecJson.plain().writeValueAsString(this);
  }

  /** Reads what {@link #text} writes; throws a JacksonException for anything else. */
  public static ChannelPosition parse(String text) {
    return SpecJson.plain().readValue(text, ChannelPosition.class);
  }

  /** Whether an event of that place comes later. */
  boolean isBefore(int otherEpoch, long otherSeq) {
    return otherEpoch > epoch || otherEpoch == epoch && otherSeq > seq;
  }
}
