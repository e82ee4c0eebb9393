package io.meshlog.events.subscriber;

import io.meshlog.events.envelope.Checkpoint;
import io.meshlog.events.envelope.EnvelopeReader;
import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.events.envelope.Received;
import io.meshlog.events.envelope.TopicRecord;
import io.meshlog.events.subscriber.ChannelCursor.Step;
import io.meshlog.events.subscriber.Gap.Cause;
import io.meshlog.events.topic.Topics;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.ResourceKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The work of a subscription: what each record means and what is told of it. One thread. */
final class Follower {
  private static final Duration POLL = Duration.ofSeconds(30);
  private static final HexFormat HEX = HexFormat.of();

  private final Channel channel;
  private final KafkaAccess kafka;
  private final PositionStore positions;
  private final Credence credence;
  private final ChannelHandler handler;
  private final StateReading reading;
  private final Held held = new Held();
  private final TopicPartition partition;
  private ChannelCursor cursor;
  private @Nullable Consumer<String, byte[]> consumer;
  private String cluster = "";
  private long end;
  private long polls;
  private boolean caughtUp;
  private boolean resyncedForDifference;

  Follower(
      Channel channel,
      KafkaAccess kafka,
      PositionStore positions,
      Credence credence,
      ChannelHandler handler) {
    this.channel = channel;
    this.kafka = kafka;
    this.positions = positions;
    this.credence = credence;
    this.handler = handler;
    this.reading = new StateReading(channel, kafka, credence, handler);
    this.partition = KafkaAccess.partition(Topics.log(channel));
    this.cursor = new ChannelCursor(channel, null);
  }

  /** Takes up the stored position. */
  void load() throws Exception {
    Optional<ChannelPosition> stored = positions.load(channel.name());
    if (stored.isPresent()) {
      if (!stored.get().channel().equals(channel.name())) {
        throw new IllegalArgumentException(
            "a position in " + stored.get().channel() + " is none in " + channel);
      }
      cursor = cursor.at(stored.get());
      held.forget();
    }
  }

  long polls() {
    return polls;
  }

  /** Finds the place to read on from. */
  void begin(Consumer<String, byte[]> opened, String clusterId, long logEnd) throws Exception {
    consumer = opened;
    cluster = clusterId;
    end = logEnd;
    caughtUp = false;
    opened.assign(List.of(partition));
    ChannelPosition position = cursor.position();
    if (position == null) {
      resync(null);
      return;
    }
    if (!held.isTold(position)) {
      reading.prepare(held, position);
    }
    if (cluster.equals(position.clusterId())) {
      opened.seek(partition, position.nextOffset());
    } else {
      // Offsets of another cluster mean nothing; what was told before is known by its sequence.
      opened.seekToBeginning(List.of(partition));
    }
  }

  /** Waits for records and takes them in. */
  void step() throws Exception {
    Consumer<String, byte[]> open = Objects.requireNonNull(consumer);
    ChannelPosition before = cursor.position();
    if (before != null && !caughtUp && isAtEnd(open)) {
      caughtUp = true;
      handler.caughtUp(before);
    }
    try {
      for (ConsumerRecord<String, byte[]> record : open.poll(POLL)) {
        caughtUp = false;
        if (!take(record)) {
          break;
        }
      }
    } catch (InvalidOffsetException e) {
      resync(new Gap(Cause.PAST_RETENTION, before, "the log does not reach back to where we were"));
    }
    polls++;
    ChannelPosition now = cursor.position();
    if (now != null && (before == null || before.isBefore(now.epoch(), now.seq()))) {
      positions.save(now);
    }
  }

  /** The client knows its lag from the last answer; before the first it is what was asked for. */
  private boolean isAtEnd(Consumer<String, byte[]> open) {
    return open.position(partition) >= end && open.currentLag(partition).orElse(0) == 0;
  }

  /**
   * @return false when the place to read on from has changed
   */
  private boolean take(ConsumerRecord<String, byte[]> record) throws Exception {
    TopicRecord plain = KafkaAccess.plain(record);
    Received received = EnvelopeReader.read(plain);
    if (received instanceof Received.Unreadable(String reason)) {
      handler.refused(plain, reason);
      return true;
    }
    Optional<String> doubt = credence.doubt(plain);
    if (doubt.isPresent()) {
      handler.refused(plain, doubt.get());
      return true;
    }
    return switch (received) {
      case Received.OfEvent(ExportedEvent event, _) -> event(event, plain, record.offset());
      case Received.OfCheckpoint(Checkpoint said) -> checkpoint(said);
      default -> {
        handler.refused(plain, "no such record on a log topic");
        yield true;
      }
    };
  }

  private boolean event(ExportedEvent event, TopicRecord plain, long offset) throws Exception {
    switch (cursor.step(event)) {
      case Step.Repeated() -> {}
      case Step.Foreign(String reason) -> handler.refused(plain, reason);
      case Step.Interrupted(Cause cause, String detail) -> {
        resync(new Gap(cause, cursor.position(), detail));
        return false;
      }
      case Step.Next() -> {
        ChannelPosition after =
            new ChannelPosition(
                channel.name(),
                event.logId(),
                event.epoch(),
                event.seq(),
                event.pos(),
                HEX.formatHex(event.hash()),
                cluster,
                offset + 1);
        ResourceKey key = event.key();
        if (key != null) {
          handler.changed(
              event.isDeletion()
                  ? new Change.Deleted(key, event, after)
                  : new Change.Upserted(key, event, after));
        }
        held.told(event);
        cursor = cursor.at(after);
      }
    }
    return true;
  }

  /**
   * @return false when the place to read on from has changed
   */
  private boolean checkpoint(Checkpoint said) throws Exception {
    ChannelPosition position = cursor.position();
    if (cursor.isBefore(said)) {
      String detail = "the checkpoint at " + said.seq() + " came before the events up to it";
      resync(new Gap(Cause.MISSING_EVENTS, position, detail));
      return false;
    }
    if (position == null || !cursor.isAt(said) || !held.isTold(position)) {
      return true;
    }
    if (compare(said, position) || resyncedForDifference) {
      return true;
    }
    resyncedForDifference = true;
    resync(new Gap(Cause.DIFFERENT_STATE, position, "the state at " + said.seq() + " differs"));
    return false;
  }

  private boolean compare(Checkpoint said, ChannelPosition position) throws Exception {
    boolean agrees = Arrays.equals(held.digest().hash(), said.stateHash());
    if (agrees) {
      resyncedForDifference = false;
      for (ResourceKey key : held.takeMissing()) {
        handler.changed(new Change.Deleted(key, null, position));
      }
    }
    handler.checkpoint(
        new Standing(position, agrees, said.resources(), () -> held.digest().keys()));
    return agrees;
  }

  /** Tells what differs in the state, then goes on where the log ended before that was read. */
  private void resync(@Nullable Gap gap) throws Exception {
    Consumer<String, byte[]> open = Objects.requireNonNull(consumer);
    if (gap != null) {
      handler.gap(gap);
    }
    long noted = kafka.end(Topics.log(channel));
    ChannelPosition before = cursor.position();
    StateTopic state = reading.tell(held, before);
    StateTopic.Place reached = state.end();
    open.seek(partition, noted);
    end = noted;
    caughtUp = false;
    if (reached == null || before != null && reached.isBefore(before.epoch(), before.seq())) {
      // Nothing there yet; or a topic that was wiped and is being filled again knows less than we.
      return;
    }
    ChannelPosition after =
        new ChannelPosition(
            channel.name(),
            reached.logId(),
            reached.epoch(),
            reached.seq(),
            reached.pos(),
            reached.hash(),
            cluster,
            noted);
    cursor = cursor.at(after);
    handler.synced(after);
    positions.save(after);
    Optional<Checkpoint> said = state.checkpoint();
    if (said.isPresent() && !compare(said.get(), after)) {
      resyncedForDifference = true;
    }
  }
}
