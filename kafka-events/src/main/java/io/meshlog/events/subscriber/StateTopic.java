package io.meshlog.events.subscriber;

import io.meshlog.events.envelope.Checkpoint;
import io.meshlog.events.envelope.EnvelopeReader;
import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.events.envelope.Received;
import io.meshlog.events.envelope.TopicRecord;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.ResourceKey;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a channel's {@code state} topic says up to an offset: which record is the newest of each
 * resource, and how far the state reaches. Knows keys and offsets, never content, so that reading a
 * large state takes little memory; the content is read in a second pass. One thread, one use.
 */
final class StateTopic {
  private static final HexFormat HEX = HexFormat.of();

  /** Told of records that are not used. */
  interface Refusals {
    void refused(TopicRecord record, String reason) throws Exception;
  }

  private final Channel channel;
  private final Credence credence;
  private final Refusals refusals;
  private final Map<ResourceKey, Newest> newest = new HashMap<>();
  private @Nullable Place last;
  private @Nullable Checkpoint checkpoint;

  /** The newest record of a resource. */
  record Newest(long offset, UUID logId, boolean deleted) {}

  /** An event's place in the channel. */
  record Place(UUID logId, int epoch, long pos, long seq, String hash) {
    boolean isBefore(int otherEpoch, long otherSeq) {
      return otherEpoch > epoch || otherEpoch == epoch && otherSeq > seq;
    }
  }

  StateTopic(Channel channel, Credence credence, Refusals refusals) {
    this.channel = channel;
    this.credence = credence;
    this.refusals = refusals;
  }

  void take(ConsumerRecord<String, byte[]> record) throws Exception {
    TopicRecord plain = KafkaAccess.plain(record);
    Received received = EnvelopeReader.read(plain);
    if (received instanceof Received.OfEvent || received instanceof Received.OfCheckpoint) {
      Optional<String> doubt = credence.doubt(plain);
      if (doubt.isPresent()) {
        refusals.refused(plain, doubt.get());
        return;
      }
    }
    switch (received) {
      case Received.OfEvent(ExportedEvent event, _) when event.channel().equals(channel) ->
          event(event, record.offset());
      case Received.OfCheckpoint(Checkpoint said) when said.channel().equals(channel) -> {
        checkpoint = said;
        reaches(
            new Place(
                said.logId(),
                said.epoch(),
                said.pos(),
                said.seq(),
                HEX.formatHex(said.headHash())));
      }
      case Received.Unreadable(String reason) -> refusals.refused(plain, reason);
      default -> refusals.refused(plain, "no record of " + channel);
    }
  }

  private void event(ExportedEvent event, long offset) {
    reaches(
        new Place(
            event.logId(), event.epoch(), event.pos(), event.seq(), HEX.formatHex(event.hash())));
    ResourceKey key = event.key();
    if (key != null) {
      newest.put(key, new Newest(offset, event.logId(), event.isDeletion()));
    }
  }

  private void reaches(Place place) {
    Place now = last;
    if (now == null || now.isBefore(place.epoch(), place.seq())) {
      last = place;
    }
  }

  /** Where the state ends; null when the topic says nothing of the channel. */
  @Nullable Place end() {
    return last;
  }

  /** The owner's word on exactly this state, if it is there already. */
  Optional<Checkpoint> checkpoint() {
    Checkpoint said = checkpoint;
    Place end = last;
    return said != null
            && end != null
            && said.logId().equals(end.logId())
            && said.epoch() == end.epoch()
            && said.seq() == end.seq()
        ? Optional.of(said)
        : Optional.empty();
  }

  boolean isNewest(ResourceKey key, long offset) {
    Newest found = newest.get(key);
    return found != null && found.offset() == offset;
  }

  /** Whether the resource is there. What a log says that lost the channel to another is void. */
  boolean isLive(ResourceKey key) {
    Newest found = newest.get(key);
    Place end = last;
    return found != null && !found.deleted() && end != null && found.logId().equals(end.logId());
  }
}
