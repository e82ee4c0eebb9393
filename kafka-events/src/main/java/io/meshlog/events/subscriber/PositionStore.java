package io.meshlog.events.subscriber;

import java.util.Optional;

/**
 * Where a subscriber keeps its positions. Called by the subscription's thread only.
 *
 * <p>A position is saved after the changes up to it were handled, so a subscriber that dies between
 * sees some of them again. One that must not keeps {@link Change#position} in the transaction of
 * its effect, answers {@link #load} from there, and does nothing in {@link #save} but for the
 * positions that come with no change (see {@link ChannelHandler#synced}).
 */
public interface PositionStore {
  Optional<ChannelPosition> load(String channel) throws Exception;

  void save(ChannelPosition position) throws Exception;

  /** Keeps nothing: each start begins with the state. */
  static PositionStore none() {
    return new PositionStore() {
      @Override
      public Optional<ChannelPosition> load(String channel) {
        return Optional.empty();
      }

      @Override
      public void save(ChannelPosition position) {}
    };
  }
}
