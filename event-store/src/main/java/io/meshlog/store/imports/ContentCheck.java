package io.meshlog.store.imports;

import io.meshlog.events.codec.EventCodec.Encoded;
import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.model.decide.CurrentState;
import io.meshlog.model.event.MeshEvent;

/**
 * Judges the content of a record whose sequence and chain are right. Asked inside the importing
 * transaction, with the state as that transaction sees it; must not block.
 */
@FunctionalInterface
public interface ContentCheck {

  Verdict check(ExportedEvent event, CurrentState state);

  /** Whether a record's content may enter the log. */
  sealed interface Verdict {

    /**
     * @param event as the fold will see it
     * @param encoded what the log will hold
     * @param supported false when this version does not know the type: kept as it is, and reported
     */
    record Accepted(MeshEvent.OfResource event, Encoded encoded, boolean supported)
        implements Verdict {}

    /** Not applied; the previous good version of its key stays. */
    record Refused(Reason reason, String detail) implements Verdict {}
  }

  /** Why a record is in quarantine. */
  enum Reason {
    /** Not a record of the contract, or not what its hash says. */
    UNREADABLE,
    /** Of another log than the one that speaks for the channel. */
    WRONG_LOG,
    /** Signed by nobody whose signature of this channel is believed. */
    BAD_SIGNATURE,
    /** Does not follow the event before it in the exported chain. */
    BROKEN_CHAIN,
    /** About something the sender does not own, or on the wrong channel. */
    FORBIDDEN,
    /** Content that the type's rules do not accept. */
    INVALID,
    /** A type this version does not know; applied all the same, opaquely. */
    UNSUPPORTED
  }
}
