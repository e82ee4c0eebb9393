package io.meshlog.store;

import io.meshlog.store.append.AppenderLimits;
import io.meshlog.store.log.EventSigning;
import io.meshlog.store.log.FailPoint;
import io.meshlog.store.tail.LogTail;
import java.time.Clock;
import java.time.Duration;

/**
 * How an event store behaves.
 *
 * @param safetyInterval of the read that should never find work
 * @param signing of the events that leave the log
 */
public record StoreOptions(
    Clock clock,
    AppenderLimits limits,
    Duration safetyInterval,
    EventSigning signing,
    FailPoint failPoint) {

  public static final StoreOptions DEFAULT =
      new StoreOptions(
          Clock.systemUTC(),
          AppenderLimits.DEFAULT,
          LogTail.SAFETY_INTERVAL,
          EventSigning.NONE,
          FailPoint.NONE);

  public StoreOptions withClock(Clock value) {
    return new StoreOptions(value, limits, safetyInterval, signing, failPoint);
  }

  public StoreOptions withLimits(AppenderLimits value) {
    return new StoreOptions(clock, value, safetyInterval, signing, failPoint);
  }

  public StoreOptions withSafetyInterval(Duration value) {
    return new StoreOptions(clock, limits, value, signing, failPoint);
  }

  public StoreOptions withSigning(EventSigning value) {
    return new StoreOptions(clock, limits, safetyInterval, value, failPoint);
  }

  public StoreOptions withFailPoint(FailPoint value) {
    return new StoreOptions(clock, limits, safetyInterval, signing, value);
  }
}
