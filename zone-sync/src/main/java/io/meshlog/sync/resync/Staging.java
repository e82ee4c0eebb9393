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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a channel's {@code state} topic holds, gathered apart from the log so that the result can be
 * compared with what is held: nothing is deleted first. Ask it after {@link #settle}. One thread.
 *
 * <p>The topic may begin with words of a log whose place this one took: they are passed over. What
 * would change anything must be signed; what only repeats what is held need not be looked at.
 */
public final class Staging {
  /** Events judged at once. */
  private static final int PART = 1_000;

  /** Of many checkpoints only the last counts; some before it, should that be a forgery. */
  private static final int CHECKPOINTS = 100;

  private final UUID logId;
  private final Channel channel;
  private final StateDigest held;
  private final Believed believed;
  private final Unusable unusable;
  private final List<Offered> waiting = new ArrayList<>();
  private final Map<ResourceKey, Told> newestOf = new HashMap<>();
  private final Deque<TopicRecord> checkpoints = new ArrayDeque<>();
  private @Nullable ExportedEvent newest;
  private @Nullable ExportedEvent newestStart;
  private @Nullable Checkpoint checkpoint;
  private @Nullable ExportedEvent otherEpoch;
  private boolean spoke;
  private int startedEpoch = 1;

  /** Is told of records that are not used, with the reason. */
  public interface Unusable {
    void unreadable(TopicRecord record, String reason);

    void forged(TopicRecord record, String reason);

    /** Nobody is told. */
    Unusable IGNORED =
        new Unusable() {
          @Override
          public void unreadable(TopicRecord record, String reason) {}

          @Override
          public void forged(TopicRecord record, String reason) {}
        };
  }

  /** An event that was read. */
  private record Offered(TopicRecord record, ExportedEvent event) {}

  /**
   * The newest word on a resource.
   *
   * @param judged whether its signature was looked at
   */
  private record Told(TopicRecord record, ExportedEvent event, boolean judged) {}

  /**
   * @param logId whose words are believed
   * @param held what is held of the channel
   */
  public Staging(
      UUID logId, Channel channel, StateDigest held, Believed believed, Unusable unusable) {
    this.logId = logId;
    this.channel = channel;
    this.held = held;
    this.believed = believed;
    this.unusable = unusable;
  }

  /** Takes the records in the topic's order. */
  public void offer(TopicRecord record) {
    switch (EnvelopeReader.read(record)) {
      case Received.OfEvent(ExportedEvent event, _) -> event(record, event);
      case Received.OfCheckpoint(Checkpoint said) -> {
        if (said.logId().equals(logId) && said.channel().equals(channel)) {
          checkpoints.addLast(record);
          if (checkpoints.size() > CHECKPOINTS) {
            checkpoints.removeFirst();
          }
        }
      }
      case Received.Unreadable(String reason) -> unusable.unreadable(record, reason);
      case Received.OfKey _, Received.OfSigningKeys _, Received.OfStatus _, Received.OfFact _ ->
          unusable.unreadable(record, "no such record on a state topic");
    }
  }

  private void event(TopicRecord record, ExportedEvent event) {
    if (!event.channel().equals(channel)) {
      unusable.unreadable(record, "from channel " + event.channel());
    } else if (event.logId().equals(logId)) {
      spoke = true;
      waiting.add(new Offered(record, event));
      if (waiting.size() >= PART) {
        judge();
      }
    } else if (isStart(event)) {
      otherEpoch = event;
    } else if (spoke && otherEpoch == null) {
      unusable.unreadable(record, "from " + event.logId());
    }
  }

  /** Judges what waits, all at once, and takes it in the topic's order. */
  private void judge() {
    List<ExportedEvent> doubtful =
        waiting.stream().map(Offered::event).filter(this::isDoubtful).toList();
    Map<ExportedEvent, Optional<String>> verdicts = new IdentityHashMap<>();
    List<Optional<String>> faults = believed.faults(doubtful);
    for (int i = 0; i < doubtful.size(); i++) {
      verdicts.put(doubtful.get(i), faults.get(i));
    }
    for (Offered offered : waiting) {
      Optional<String> verdict = verdicts.get(offered.event());
      if (verdict != null && verdict.isPresent()) {
        unusable.forged(offered.record(), verdict.get());
      } else {
        take(offered, verdict != null);
      }
    }
    waiting.clear();
  }

  /** Whether believing the event could change what is held. */
  private boolean isDoubtful(ExportedEvent event) {
    ResourceKey key = event.key();
    return key == null || event.isDeletion() || !held.holds(key, event.payload());
  }

  private void take(Offered offered, boolean judged) {
    ExportedEvent event = offered.event();
    if (isStart(event)) {
      startedEpoch = Math.max(startedEpoch, event.epoch());
      if (newestStart == null || isAfter(event, newestStart.epoch(), newestStart.seq())) {
        newestStart = event;
      }
    }
    if (event.key() != null) {
      newestOf.put(event.key(), new Told(offered.record(), event, judged));
    }
  }

  /** Everything has been offered: finds where the state ends. */
  public void settle() {
    judge();
    newest = newestStart;
    for (Told told = end(newestOf); told != null; told = end(newestOf)) {
      Optional<String> fault =
          told.judged()
              ? Optional.empty()
              : believed.fault(told.event().statement(), told.event().signature());
      if (fault.isEmpty()) {
        newest = told.event();
        break;
      }
      newestOf.remove(told.event().key());
      unusable.forged(told.record(), fault.get());
    }
    while (checkpoint == null && !checkpoints.isEmpty()) {
      checkpoint = checkpoint(checkpoints.removeLast());
    }
    checkpoints.clear();
  }

  /** The newest of all, if it is after the newest start of an epoch. */
  private @Nullable Told end(Map<ResourceKey, Told> all) {
    ExportedEvent start = newestStart;
    return all.values().stream()
        .max(
            Comparator.comparing((Told told) -> told.event().epoch())
                .thenComparing(told -> told.event().seq()))
        .filter(told -> start == null || isAfter(told.event(), start.epoch(), start.seq()))
        .orElse(null);
  }

  private @Nullable Checkpoint checkpoint(TopicRecord record) {
    try {
      return believed
                  .fault(EnvelopeReader.statement(record), EnvelopeReader.signature(record))
                  .isEmpty()
              && EnvelopeReader.read(record) instanceof Received.OfCheckpoint(Checkpoint said)
          ? said
          : null;
    } catch (IllegalArgumentException e) {
      return null;
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

  /**
   * How another log began a higher epoch here than the one we believe, if one did; whether it may
   * is for the caller to judge.
   */
  public @Nullable ExportedEvent successor() {
    ExportedEvent other = otherEpoch;
    End end = end();
    return other != null && (end == null || other.epoch() > end.epoch()) ? other : null;
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
    newestOf.forEach((key, told) -> {
      if (!told.event().isDeletion()) {
        digest.put(key, told.event().payload());
      }
    });
    return Arrays.equals(digest.hash(), said.stateHash());
  }

  /** The newest event of every resource that the topic says anything of, deletions included. */
  public List<ExportedEvent> newestOfEach() {
    return newestOf.values().stream().map(Told::event).toList();
  }

  /** The resources that the topic says anything of. */
  public Set<ResourceKey> told() {
    return Set.copyOf(newestOf.keySet());
  }

  /** What must be put to get from what is held to this; meshes first, then as they happened. */
  public List<ExportedEvent> toPut(StateDigest held) {
    List<ExportedEvent> puts = new ArrayList<>();
    newestOf.forEach((key, told) -> {
      if (!told.event().isDeletion() && !held.holds(key, told.event().payload())) {
        puts.add(told.event());
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
            .filter(key -> newestOf.containsKey(key) && newestOf.get(key).event().isDeletion())
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
