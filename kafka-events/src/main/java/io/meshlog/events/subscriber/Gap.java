package io.meshlog.events.subscriber;

import org.jspecify.annotations.Nullable;

/**
 * Why the log cannot simply be followed on. The state is read next, and what differs from what was
 * told before comes as changes.
 *
 * @param after the position up to which everything was told, if any
 * @param detail for people
 */
public record Gap(Cause cause, @Nullable ChannelPosition after, String detail) {

  /** What happened. */
  public enum Cause {
    /** Events between were never seen. */
    MISSING_EVENTS,
    /** An event does not follow from the one before it. */
    BROKEN_CHAIN,
    /** The owner's log lost its tail, or was rebuilt, and goes on in a higher epoch. */
    NEW_EPOCH,
    /** The log topic does not reach back to where we were. */
    PAST_RETENTION,
    /** A checkpoint's hash is not that of what was told. */
    DIFFERENT_STATE
  }
}
