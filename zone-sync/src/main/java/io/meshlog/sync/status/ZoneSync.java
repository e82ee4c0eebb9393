package io.meshlog.sync.status;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a zone's part in the sync is, as one member of the federation can tell it.
 *
 * @param state {@code Online}, {@code Offline}, {@code Joining}, {@code Degraded}, {@code
 *     NameConflict} or {@code Disabled}
 * @param connected of a zone seen by Global: whether it speaks; of the zone itself: whether Kafka
 *     answers
 * @param heard when Global heard of it last; null when a zone tells of itself
 * @param channels the zone's own, as far as they are published
 * @param imports how the zone follows others
 * @param readers how others follow the zone; a zone itself cannot know
 * @param quarantined records that the teller put aside because of this zone, or of all others
 */
public record ZoneSync(
    String zone,
    @Nullable UUID logId,
    String state,
    boolean connected,
    @Nullable Instant heard,
    @Nullable String instanceId,
    @Nullable String version,
    List<Own> channels,
    List<Following> imports,
    List<Following> readers,
    List<Reason> reasons,
    long quarantined) {

  public ZoneSync {
    channels = List.copyOf(channels);
    imports = List.copyOf(imports);
    readers = List.copyOf(readers);
    reasons = List.copyOf(reasons);
  }

  /** An event of a channel. */
  public record Place(int epoch, long seq, long pos) {
    /** The later one. */
    static Place newest(@Nullable Place one, Place other) {
      return one == null
              || one.epoch < other.epoch
              || one.epoch == other.epoch && one.seq < other.seq
          ? other
          : one;
    }
  }

  /**
   * @param waitingSeconds age of the oldest event not yet published, by clocks: informational
   */
  public record Own(
      String channel,
      Place head,
      long publishedSeq,
      long waitingEvents,
      @Nullable Double waitingSeconds) {}

  /**
   * @param reader {@code global} or a zone
   * @param head the owner's newest event; null when it is not known
   * @param lagEvents from the cursor to the head; null when it is not known
   * @param lagSeconds age of the oldest event not yet taken in, by clocks: informational
   * @param checkedSeq of the newest common checkpoint
   * @param stateEqual whether both held the same there
   */
  public record Following(
      String reader,
      String channel,
      @Nullable UUID logId,
      Place cursor,
      @Nullable Place head,
      @Nullable Long lagEvents,
      @Nullable Double lagSeconds,
      @Nullable Long checkedSeq,
      @Nullable Boolean stateEqual,
      long quarantined) {}

  /**
   * @param by who says so: {@code global} or a zone
   */
  public record Reason(String code, String part, String text, String by, @Nullable Instant since) {}
}
