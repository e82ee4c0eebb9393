package io.meshlog.store.export;

import io.meshlog.model.event.MeshEvent.OfResource;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.ResourceKey;
import java.util.List;
import java.util.Map;

/**
 * What others know of our channels and our log does not: with it a higher epoch begins.
 *
 * @param epochSeen and {@code posSeen}: the highest that others have seen; what follows is above
 *     both
 * @param seqsSeen the highest number seen of each channel that this log owns; every one of them
 *     starts the epoch
 * @param lost what our log lacks, in its old order
 */
public record Recovery(int epochSeen, long posSeen, Map<Channel, Long> seqsSeen, List<Lost> lost) {

  public Recovery {
    seqsSeen = Map.copyOf(seqsSeen);
    lost = List.copyOf(lost);
  }

  /**
   * A resource as the topic saw it last.
   *
   * @param commonSeq the last number of its channel up to which our log and the topic agree: what
   *     our log holds of the resource after it, the topic has not seen
   */
  public record Lost(OfResource event, long commonSeq) {
    ResourceKey key() {
      return event.key();
    }
  }

  /**
   * How it went.
   *
   * @param appended resources of the lost tail that are in our log again
   * @param kept resources that a person or a proxy changed here in the meantime: their content
   *     stands, the lost one is in their history
   * @param lostFrom and {@code lostTo}: positions that others have seen and our log had lost; empty
   *     when {@code lostTo < lostFrom}. What of them was never exported is gone
   */
  public record Outcome(int epoch, int appended, int kept, long lostFrom, long lostTo) {}
}
