package io.meshlog.sync.resync;

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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a channel's {@code state} topic holds, gathered apart from the log so that the result can be
 * compared with what is held: nothing is deleted first. One thread.
 */
public final class Staging {
  private final UUID logId;
  private final Channel channel;
  private final BiConsumer<TopicRecord, String> unreadable;
  private final Map<ResourceKey, ExportedEvent> live = new HashMap<>();
  private @Nullable ExportedEvent newest;
  private @Nullable Checkpoint checkpoint;

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
    if (!event.logId().equals(logId) || !event.channel().equals(channel)) {
      unreadable.accept(record, "from " + event.logId() + ", channel " + event.channel());
      return;
    }
    ExportedEvent last = newest;
    if (last == null || isAfter(event, last.epoch(), last.seq())) {
      newest = event;
    }
    ResourceKey key = event.key();
    if (key == null) {
      return;
    }
    if (event.isDeletion()) {
      live.remove(key);
    } else {
      live.put(key, event);
    }
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

  /** The checkpoint, if it is about the end. */
  public @Nullable Checkpoint checkpoint() {
    End end = end();
    Checkpoint said = checkpoint;
    return end != null && said != null && said.epoch() == end.epoch() && said.seq() == end.seq()
        ? said
        : null;
  }

  /** What must be put to get from what is held to this; meshes first, then as they happened. */
  public List<ExportedEvent> toPut(StateDigest held) {
    List<ExportedEvent> puts = new ArrayList<>();
    live.forEach((key, event) -> {
      if (!held.holds(key, event.payload())) {
        puts.add(event);
      }
    });
    puts.sort(
        Comparator.comparing((ExportedEvent event) -> !isMesh(event.key()))
            .thenComparing(ExportedEvent::epoch)
            .thenComparing(ExportedEvent::seq));
    return puts;
  }

  /** What is held and must go; meshes last. */
  public List<ResourceKey> toDelete(StateDigest held) {
    return held.keys().stream()
        .filter(key -> !live.containsKey(key))
        .sorted(Comparator.comparing(Staging::isMesh).thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  private static boolean isMesh(@Nullable ResourceKey key) {
    return key != null && key.type().equals(CoreTypes.MESH.name());
  }
}
