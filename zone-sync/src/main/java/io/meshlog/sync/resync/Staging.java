package io.meshlog.sync.resync;

import io.meshlog.events.codec.EventCodec;
import io.meshlog.events.envelope.Checkpoint;
import io.meshlog.events.envelope.EnvelopeReader;
import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.events.envelope.Received;
import io.meshlog.events.envelope.TopicRecord;
import io.meshlog.events.state.StateDigest;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.types.CoreTypes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a channel's {@code state} topic holds, gathered apart from the log so that the result can be
 * compared with what is held: nothing is deleted first. One thread.
 *
 * <p>The topic may begin with words of a log whose place this one took: they are passed over.
 */
public final class Staging {
  private final UUID logId;
  private final Channel channel;
  private final BiConsumer<TopicRecord, String> unreadable;
  private final Map<ResourceKey, ExportedEvent> newestOf = new HashMap<>();
  private @Nullable ExportedEvent newest;
  private @Nullable Checkpoint checkpoint;
  private @Nullable ExportedEvent otherEpoch;
  private int startedEpoch = 1;

  /**
   * @param logId whose words are believed
   * @param unreadable told of records that are not used, with the reason
   */
  public Staging(UUID logId, Channel channel, BiConsumer<TopicRecord, String> unreadable) {
    this.logId = logId;
    this.channel = channel;
    this.unreadable = unreadable;
  }

  /** Takes the records in the topic's order. */
  public void offer(TopicRecord record) {
    switch (EnvelopeReader.read(record)) {
      case Received.OfEvent(ExportedEvent event, _) -> event(record, event);
      case Received.OfCheckpoint(Checkpoint said) -> {
        if (said.logId().equals(logId) && said.channel().equals(channel)) {
          checkpoint = said;
        }
      }
      case Received.Unreadable(String reason) -> unreadable.accept(record, reason);
      case Received.OfKey _, Received.OfStatus _, Received.OfFact _ ->
          unreadable.accept(record, "no such record on a state topic");
    }
  }

  private void event(TopicRecord record, ExportedEvent event) {
    if (!event.channel().equals(channel)) {
      unreadable.accept(record, "from channel " + event.channel());
      return;
    }
    if (!event.logId().equals(logId)) {
      if (isStart(event)) {
        otherEpoch = event;
      } else if (newest != null && otherEpoch == null) {
        unreadable.accept(record, "from " + event.logId());
      }
      return;
    }
    ExportedEvent last = newest;
    if (last == null || isAfter(event, last.epoch(), last.seq())) {
      newest = event;
    }
    if (isStart(event)) {
      startedEpoch = Math.max(startedEpoch, event.epoch());
    }
    if (event.key() != null) {
      newestOf.put(event.key(), event);
    }
  }

  private static boolean isStart(ExportedEvent event) {
    return event.ceType().equals(EventCodec.EPOCH_STARTED);
  }

  private static boolean isAfter(ExportedEvent event, int epoch, long seq) {
    return event.epoch() > epoch || event.epoch() == epoch && event.seq() > seq;
  }

  /**
   * Where the state ends: the newest event, which a checkpoint names when compaction took it.
   *
   * @param hash of that event
   */
  public record End(int epoch, long pos, long seq, byte[] hash) {}

  /** Null when the topic says nothing of this channel. */
  public @Nullable End end() {
    Checkpoint said = checkpoint;
    ExportedEvent event = newest;
    if (event != null && (said == null || isAfter(event, said.epoch(), said.seq()))) {
      return new End(event.epoch(), event.pos(), event.seq(), event.hash());
    }
    return said == null ? null : new End(said.epoch(), said.pos(), said.seq(), said.headHash());
  }

  /** Whether the epoch in which the state ends was begun in order. */
  public boolean isEpochStarted() {
    End end = end();
    return end == null || end.epoch() <= startedEpoch;
  }

  /** The log that began a higher epoch here than the one we believe, if one did. */
  public @Nullable UUID successor() {
    ExportedEvent other = otherEpoch;
    End end = end();
    return other != null && (end == null || other.epoch() > end.epoch()) ? other.logId() : null;
  }

  /** The checkpoint, if it is about the end. */
  public @Nullable Checkpoint checkpoint() {
    End end = end();
    Checkpoint said = checkpoint;
    return end != null && said != null && said.epoch() == end.epoch() && said.seq() == end.seq()
        ? said
        : null;
  }

  /** Whether a checkpoint about the end proves that nothing is missing. */
  public boolean isProven() {
    Checkpoint said = checkpoint();
    if (said == null) {
      return false;
    }
    StateDigest digest = new StateDigest();
    newestOf.forEach((key, event) -> {
      if (!event.isDeletion()) {
        digest.put(key, event.payload());
      }
    });
    return Arrays.equals(digest.hash(), said.stateHash());
  }

  /** The newest event of every resource that the topic says anything of, deletions included. */
  public List<ExportedEvent> newestOfEach() {
    return List.copyOf(newestOf.values());
  }

  /** The resources that the topic says anything of. */
  public Set<ResourceKey> told() {
    return Set.copyOf(newestOf.keySet());
  }

  /** What must be put to get from what is held to this; meshes first, then as they happened. */
  public List<ExportedEvent> toPut(StateDigest held) {
    List<ExportedEvent> puts = new ArrayList<>();
    newestOf.forEach((key, event) -> {
      if (!event.isDeletion() && !held.holds(key, event.payload())) {
        puts.add(event);
      }
    });
    puts.sort(
        Comparator.comparing((ExportedEvent event) -> !isMesh(event.key()))
            .thenComparing(ExportedEvent::epoch)
            .thenComparing(ExportedEvent::seq));
    return puts;
  }

  /** What is held and was deleted by word of the topic; meshes last. */
  public List<ResourceKey> toDelete(StateDigest held) {
    return sorted(
        held.keys().stream()
            .filter(key -> newestOf.containsKey(key) && newestOf.get(key).isDeletion())
            .toList());
  }

  /** What is held and the topic knows nothing of: gone, unless the topic is not whole. */
  public List<ResourceKey> notTold(StateDigest held) {
    return sorted(held.keys().stream().filter(key -> !newestOf.containsKey(key)).toList());
  }

  private static List<ResourceKey> sorted(List<ResourceKey> keys) {
    return keys.stream()
        .sorted(Comparator.comparing(Staging::isMesh).thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  private static boolean isMesh(@Nullable ResourceKey key) {
    return key != null && key.type().equals(CoreTypes.MESH.name());
  }
}
