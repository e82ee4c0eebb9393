package io.meshlog.events.subscriber;

import io.meshlog.events.chain.ExportChain;
import io.meshlog.events.codec.EventCodec;
import io.meshlog.events.envelope.Checkpoint;
import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.events.subscriber.Gap.Cause;
import io.meshlog.model.resource.Channel;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The place in a channel, and what an event is to it. Pure; immutable.
 *
 * @param position of the newest event taken in; null: none yet
 */
record ChannelCursor(Channel channel, @Nullable ChannelPosition position) {
  private static final HexFormat HEX = HexFormat.of();

  /** What an event is. */
  sealed interface Step {
    /** The next one. */
    record Next() implements Step {}

    /** Taken in before. */
    record Repeated() implements Step {}

    /** Not of this channel, or not of its owner. */
    record Foreign(String reason) implements Step {}

    /** Not the next one. */
    record Interrupted(Cause cause, String detail) implements Step {}
  }

  Step step(ExportedEvent event) {
    if (!event.channel().equals(channel)) {
      return new Step.Foreign("an event of " + event.channel());
    }
    if (position == null) {
      return event.seq() == 1 && Arrays.equals(event.prevHash(), ExportChain.genesis())
          ? new Step.Next()
          : new Step.Interrupted(Cause.MISSING_EVENTS, "the first event seen is " + event.seq());
    }
    if (!event.logId().equals(position.logId())) {
      // A rebuilt log takes the channel over, in a higher epoch, and says so first.
      return event.epoch() > position.epoch() && event.ceType().equals(EventCodec.EPOCH_STARTED)
          ? newEpoch(event)
          : new Step.Foreign("of log " + event.logId() + ", not " + position.logId());
    }
    if (event.epoch() > position.epoch()) {
      return newEpoch(event);
    }
    if (event.epoch() < position.epoch() || event.seq() < position.seq()) {
      return new Step.Repeated();
    }
    String hash = HEX.formatHex(event.hash());
    if (event.seq() == position.seq()) {
      return hash.equals(position.hash())
          ? new Step.Repeated()
          : broken("there are two events " + event.seq());
    }
    if (event.seq() > position.seq() + 1) {
      return new Step.Interrupted(
          Cause.MISSING_EVENTS,
          "event " + event.seq() + " came where " + (position.seq() + 1) + " was due");
    }
    return HEX.formatHex(event.prevHash()).equals(position.hash())
        ? new Step.Next()
        : broken("event " + event.seq() + " does not follow from the one before it");
  }

  private static Step newEpoch(ExportedEvent event) {
    return new Step.Interrupted(
        Cause.NEW_EPOCH, "epoch " + event.epoch() + " of log " + event.logId() + " began");
  }

  private static Step broken(String detail) {
    return new Step.Interrupted(Cause.BROKEN_CHAIN, detail);
  }

  /** Whether a checkpoint is about this place. */
  boolean isAt(Checkpoint said) {
    return position != null
        && said.channel().equals(channel)
        && said.logId().equals(position.logId())
        && said.epoch() == position.epoch()
        && said.seq() == position.seq();
  }

  /** Whether a checkpoint shows that events were missed. */
  boolean isBefore(Checkpoint said) {
    return position != null
        && said.channel().equals(channel)
        && said.logId().equals(position.logId())
        && position.isBefore(said.epoch(), said.seq());
  }

  ChannelCursor at(@Nullable ChannelPosition next) {
    return new ChannelCursor(channel, next);
  }
}
