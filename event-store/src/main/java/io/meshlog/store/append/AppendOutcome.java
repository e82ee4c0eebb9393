package io.meshlog.store.append;

import io.meshlog.model.decide.Rejection;
import io.meshlog.model.event.Position;

/** What became of a command. */
public sealed interface AppendOutcome {

  /**
   * The log holds its effect durably.
   *
   * @param position an image at or after it shows the effect
   * @param streamVersion of the (first) subject; the ETag
   * @param created whether the (first) subject did not exist before
   * @param changed false when the state already was as wanted and nothing was appended
   */
  record Appended(Position position, long streamVersion, boolean created, boolean changed)
      implements AppendOutcome {}

  /** Not permitted by the current state; nothing changed. */
  record Refused(Rejection rejection) implements AppendOutcome {}

  /** The idempotency key was used before with another request; nothing changed. */
  record KeyReused() implements AppendOutcome {}

  /** The turn at a leased role in which it was given is over; nothing changed. */
  record TurnOver() implements AppendOutcome {}

  /** Too many commands wait; nothing changed. Retry later. */
  record Overloaded() implements AppendOutcome {}

  /** The database cannot be reached or did not answer in time; nothing changed. */
  record Unavailable(String why) implements AppendOutcome {}

  /**
   * The connection broke while committing: the effect is there or is not. Retry only with the same
   * idempotency key.
   */
  record OutcomeUnknown(String why) implements AppendOutcome {}
}
