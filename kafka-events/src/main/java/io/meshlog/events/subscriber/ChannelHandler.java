package io.meshlog.events.subscriber;

import io.meshlog.events.envelope.TopicRecord;

/**
 * What a subscriber does with a channel. All calls come from the thread that runs the subscription,
 * one after the other; while one lasts nothing more is fetched than what fits the client's buffer.
 * An exception ends the subscription, and what was being handled comes again after a restart.
 */
public interface ChannelHandler {

  /**
   * A resource was made, changed or deleted. From the log: each event once, in order. From the
   * state: the newest of each resource, as a difference to what was told before; there a resource
   * may come before the mesh that it is in.
   */
  void changed(Change change) throws Exception;

  /** The log cannot be followed on; the state is read next. */
  default void gap(Gap gap) throws Exception {}

  /** The state was read and told; from here on the log is followed. */
  default void synced(ChannelPosition position) throws Exception {}

  /** Nothing is left to read at this moment; told again after each time there was. */
  default void caughtUp(ChannelPosition position) throws Exception {}

  /**
   * The owner says what it holds. When it agrees, whatever else a subscriber still has of this
   * channel is not there any more: its deletion may have been forgotten by the topics.
   */
  default void checkpoint(Standing standing) throws Exception {}

  /** A record that is not used: unreadable, of another log, or not signed by whom it should be. */
  default void refused(TopicRecord record, String reason) throws Exception {}

  /** Kafka cannot be reached, or the topic is not there yet. It is tried again. */
  default void unreachable(String reason) throws Exception {}
}
