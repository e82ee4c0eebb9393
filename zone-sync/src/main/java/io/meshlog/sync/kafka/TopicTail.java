package io.meshlog.sync.kafka;

import io.meshlog.events.envelope.Checkpoint;
import io.meshlog.events.envelope.EnvelopeReader;
import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.events.envelope.Received.OfCheckpoint;
import io.meshlog.events.envelope.Received.OfEvent;
import io.meshlog.events.envelope.Received.OfFact;
import io.meshlog.events.envelope.Received.OfKey;
import io.meshlog.events.envelope.Received.OfSigningKeys;
import io.meshlog.events.envelope.Received.OfStatus;
import io.meshlog.events.envelope.Received.Unreadable;
import io.meshlog.events.envelope.TopicRecord;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * The newest event that a channel's topic knows of.
 *
 * @param logId whose log it came from
 * @param checkpointed whether the topic says what the channel holds after it
 */
public record TopicTail(
    UUID logId, int epoch, long pos, long seq, byte[] hash, boolean checkpointed) {

  /** From an event or a checkpoint; other records say nothing of the channel's end. */
  public static Optional<TopicTail> of(TopicRecord record) {
    return switch (EnvelopeReader.read(record)) {
      case OfEvent(ExportedEvent e, _) ->
          Optional.of(new TopicTail(e.logId(), e.epoch(), e.pos(), e.seq(), e.hash(), false));
      case OfCheckpoint(Checkpoint c) ->
          Optional.of(new TopicTail(c.logId(), c.epoch(), c.pos(), c.seq(), c.headHash(), true));
      case OfKey _, OfSigningKeys _, OfStatus _, OfFact _, Unreadable _ -> Optional.empty();
    };
  }

  public boolean hasHash(byte[] other) {
    return Arrays.equals(hash, other);
  }

  @Override
  public String toString() {
    return logId + ":" + epoch + ":" + pos + " (" + seq + ")";
  }
}
