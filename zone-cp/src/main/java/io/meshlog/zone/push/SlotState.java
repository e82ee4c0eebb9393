package io.meshlog.zone.push;

/**
 * Where a proxy's slot stands. Swapped atomically as a whole.
 *
 * @param pending touched since the last generation began
 * @param since first position of the log that did, {@link #NEVER} when none did
 */
record SlotState(Phase phase, Touch pending, long since) {
  static final long NEVER = Long.MAX_VALUE;

  enum Phase {
    /** Nothing to do. */
    IDLE,
    /** Waits for a worker. */
    QUEUED,
    /** A worker generates. */
    RUNNING,
    /** The stream has the target but has not sent all of it: what comes now waits in the slot. */
    OFFERED,
    CLOSED
  }

  static final SlotState FRESH = new SlotState(Phase.IDLE, Touch.NOTHING, NEVER);

  /** After a touch; {@link Phase#QUEUED} from {@link Phase#IDLE} means: give it to a worker. */
  SlotState touched(Touch touch, long from) {
    long first = Math.min(since, from);
    return switch (phase) {
      case IDLE -> new SlotState(Phase.QUEUED, pending.and(touch), first);
      case QUEUED, RUNNING, OFFERED -> new SlotState(phase, pending.and(touch), first);
      case CLOSED -> this;
    };
  }

  SlotState begun() {
    return phase == Phase.QUEUED ? new SlotState(Phase.RUNNING, Touch.NOTHING, NEVER) : this;
  }

  SlotState offered() {
    return phase == Phase.RUNNING ? new SlotState(Phase.OFFERED, pending, since) : this;
  }

  /** The worker is done and has nothing to offer. */
  SlotState done() {
    return phase == Phase.RUNNING ? next() : this;
  }

  /** The stream has sent all that it was offered, or is not waited for any longer. */
  SlotState taken() {
    return phase == Phase.OFFERED ? next() : this;
  }

  private SlotState next() {
    return new SlotState(pending.isNothing() ? Phase.IDLE : Phase.QUEUED, pending, since);
  }

  /** Changes wait for a stream that has not sent all it was offered. */
  boolean heldUp() {
    return phase == Phase.OFFERED && !pending.isNothing();
  }

  SlotState closed() {
    return new SlotState(Phase.CLOSED, Touch.NOTHING, NEVER);
  }
}
