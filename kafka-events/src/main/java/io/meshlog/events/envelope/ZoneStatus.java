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
    List<ChannelProgress> imports) {

  public static final String TYPE = "io.meshlog.zone.status.v1";

  public ZoneStatus {
    signingKeys = signingKeys == null ? List.of() : List.copyOf(signingKeys);
    reasons = List.copyOf(reasons);
    imports = List.copyOf(imports);
  }

  /**
   * @param seq and {@code pos}: of the newest event taken in
   * @param stateEqual whether the newest checkpoint's state hash was the follower's; null: unknown
   */
  public record ChannelProgress(
      String channel, UUID logId, int epoch, long seq, long pos, @Nullable Boolean stateEqual) {}

  /** Two logs that claim one name must not overwrite each other's words. */
  public String recordKey() {
    return "status/" + logId;
  }
}
