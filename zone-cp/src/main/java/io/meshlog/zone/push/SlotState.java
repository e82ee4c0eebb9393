package io.meshlog.zone.push;

/**
 * Where a proxy's slot stands. Swapped atomically as a whole.
 *
 * @param pending touched since the last generation began
 * @param since first position of the log that did, {@link #NEVER} when none did
 * @param urgent whether some of it may not wait for the end of a surge
 */
record SlotState(Phase phase, Touch pending, long since, boolean urgent) {
  static final long NEVER = Long.MAX_VALUE;

  enum Phase {
    /** Nothing to do. */
    IDLE,
    /** What is pending waits for the next due time of a surge. */
    WAITING,
    /** Waits for a worker. */
    QUEUED,
    /** A worker generates. */
    RUNNING,
    /** The stream has the target but has not sent all of it: what comes now waits in the slot. */
    OFFERED,
    CLOSED
  }

  static final SlotState FRESH = new SlotState(Phase.IDLE, Touch.NOTHING, NEVER, false);

  /**
   * After a touch; {@link Phase#QUEUED} from another phase means: give it to a worker. {@link
   * Phase#WAITING} likewise: see that it is due some time.
   *
   * @param waits whether it is left until a surge's next due time
   */
  SlotState touched(Touch touch, long from, boolean waits) {
    long first = Math.min(since, from);
    boolean now = urgent || !waits;
    return switch (phase) {
      case IDLE, WAITING ->
          new SlotState(now ? Phase.QUEUED : Phase.WAITING, pending.and(touch), first, now);
      case QUEUED, RUNNING, OFFERED -> new SlotState(phase, pending.and(touch), first, now);
      case CLOSED -> this;
    };
  }

  /** Nothing waits any longer. */
  SlotState due() {
    return phase == Phase.WAITING ? new SlotState(Phase.QUEUED, pending, since, urgent) : this;
  }

  SlotState begun() {
    return phase == Phase.QUEUED ? new SlotState(Phase.RUNNING, Touch.NOTHING, NEVER, false) : this;
  }

  SlotState offered() {
    return phase == Phase.RUNNING ? new SlotState(Phase.OFFERED, pending, since, urgent) : this;
  }

  /** The worker is done and has nothing to offer. */
  SlotState done(boolean surging) {
    return phase == Phase.RUNNING ? next(surging) : this;
  }

  /** The stream has sent all that it was offered, or is not waited for any longer. */
  SlotState taken(boolean surging) {
    return phase == Phase.OFFERED ? next(surging) : this;
  }

  private SlotState next(boolean surging) {
    Phase next =
        pending.isNothing() ? Phase.IDLE : surging && !urgent ? Phase.WAITING : Phase.QUEUED;
    return new SlotState(next, pending, since, urgent);
  }

  /** Changes wait for a stream that has not sent all it was offered. */
  boolean heldUp() {
    return phase == Phase.OFFERED && !pending.isNothing();
  }

  SlotState closed() {
    return new SlotState(Phase.CLOSED, Touch.NOTHING, NEVER, false);
  }
}
