package io.meshlog.events.envelope;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.meshlog.model.zone.SigningKey;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a zone says of itself on its {@code status} topic: at start, on change, and as a heartbeat.
 *
 * @param logId the log that claims to speak for the zone; the first that Global sees is accepted
 * @param signingKeys that sign its exported events, oldest first; Global believes the first with
 *     the log's id, later ones when an earlier one endorses them
 * @param instanceId of the control plane process
 * @param startedAt of that process
 * @param at when this was written; liveness only, nothing is ordered by it
 * @param stopping true in the last words of a process that ends in order
 * @param version of the control plane
 * @param state {@code Joining}, {@code Online}, {@code Degraded} or {@code NameConflict}
 * @param reasons why it is degraded
 * @param imports how far it has taken in each channel it follows
 * @param channels how far each of its own is published; empty from a version that does not say
 * @param problems what is behind the reasons; empty from a version that does not say
 */
public record ZoneStatus(
    String zone,
    UUID logId,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable List<SigningKey> signingKeys,
    String instanceId,
    Instant startedAt,
    Instant at,
    boolean stopping,
    String version,
    String state,
    List<String> reasons,
    List<ChannelProgress> imports,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable List<OwnProgress> channels,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable List<Problem> problems) {

  public static final String TYPE = "io.meshlog.zone.status.v1";

  public ZoneStatus {
    signingKeys = signingKeys == null ? List.of() : List.copyOf(signingKeys);
    reasons = List.copyOf(reasons);
    imports = List.copyOf(imports);
    channels = channels == null ? List.of() : List.copyOf(channels);
    problems = problems == null ? List.of() : List.copyOf(problems);
  }

  /**
   * @param seq and {@code pos}: of the newest event taken in
   * @param stateEqual whether the newest checkpoint's state hash was the follower's; null: unknown
   * @param checkedSeq of the checkpoint that was compared last; {@code checkedEqual}: the result
   * @param nextOffset of the channel's topic: the first record not taken in
   * @param quarantined records put aside
   */
  public record ChannelProgress(
      String channel,
      UUID logId,
      int epoch,
      long seq,
      long pos,
      @Nullable Boolean stateEqual,
      @Nullable Long checkedSeq,
      @Nullable Boolean checkedEqual,
      @Nullable Long nextOffset,
      long quarantined) {

    public ChannelProgress(
        String channel, UUID logId, int epoch, long seq, long pos, @Nullable Boolean stateEqual) {
      this(channel, logId, epoch, seq, pos, stateEqual, null, null, null, 0);
    }
  }

  /**
   * @param headSeq and {@code headPos}: of the newest event
   * @param publishedSeq of the newest event known to be on the topic
   * @param oldestWaiting when the oldest event after that was recorded; null when nothing waits
   */
  public record OwnProgress(
      String channel,
      int epoch,
      long headSeq,
      long headPos,
      long publishedSeq,
      @Nullable Instant oldestWaiting) {}

  /**
   * @param code stable, for machines
   * @param part of the sync, e.g. {@code import global.policy}
   * @param detail for people
   */
  public record Problem(String code, String part, String detail, Instant since) {}

  /** Two logs that claim one name must not overwrite each other's words. */
  public String recordKey() {
    return "status/" + logId;
  }
}
