package io.meshlog.events.subscriber;

import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.events.state.StateDigest;
import io.meshlog.model.resource.ResourceKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the handler was told and not taken back, as one hash per resource. After a start from a
 * stored position this is read from the state, which may be ahead of the log that is still to be
 * told; until that has caught up it says nothing of the handler. One thread.
 */
final class Held {
  private StateDigest digest = new StateDigest();
  private final Set<ResourceKey> missing = new HashSet<>();
  private int epoch;
  private long seq;
  private boolean known = true;

  /** The state at a place that may lie ahead, instead of what was told. */
  void begin(StateDigest ofState, StateTopic.Place at) {
    digest = ofState;
    missing.clear();
    epoch = at.epoch();
    seq = at.seq();
    known = true;
  }

  /** Nothing is known of what the handler holds. */
  void forget() {
    digest = new StateDigest();
    missing.clear();
    known = false;
  }

  /** Whether this is what was told up to that position. */
  boolean isTold(ChannelPosition position) {
    return known && !position.isBefore(epoch, seq);
  }

  StateDigest digest() {
    return digest;
  }

  /** An event of the log was told. */
  void told(ExportedEvent event) {
    ResourceKey key = event.key();
    boolean ahead = event.epoch() > epoch || event.epoch() == epoch && event.seq() > seq;
    if (key == null || !known || !ahead) {
      return;
    }
    missing.remove(key);
    if (event.isDeletion()) {
      digest.remove(key);
    } else {
      digest.put(key, event.payload());
    }
  }

  /** The state was told up to here. */
  void told(StateTopic state, StateTopic.Place end) {
    for (ResourceKey key : digest.keys()) {
      if (!state.isLive(key)) {
        digest.remove(key);
        missing.add(key);
      }
    }
    missing.removeIf(state::isLive);
    epoch = end.epoch();
    seq = end.seq();
    known = true;
  }

  /** What was told and the state lacks without a word; taken back once its owner vouches for it. */
  List<ResourceKey> takeMissing() {
    List<ResourceKey> taken = new ArrayList<>(new TreeSet<>(missing));
    missing.clear();
    return taken;
  }
}
