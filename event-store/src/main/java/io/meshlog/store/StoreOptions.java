package io.meshlog.store;

import io.meshlog.store.append.AppenderLimits;
import io.meshlog.store.log.FailPoint;
import io.meshlog.store.tail.LogTail;
import java.time.Clock;
import java.time.Duration;

/**
 * How an event store behaves.
 *
 * @param safetyInterval of the read that should never find work
 */
public record StoreOptions(
    Clock clock, AppenderLimits limits, Duration safetyInterval, FailPoint failPoint) {

  public static final StoreOptions DEFAULT =
      new StoreOptions(
          Clock.systemUTC(), AppenderLimits.DEFAULT, LogTail.SAFETY_INTERVAL, FailPoint.NONE);

  public StoreOptions withClock(Clock value) {
    return new StoreOptions(value, limits, safetyInterval, failPoint);
  }

  public StoreOptions withLimits(AppenderLimits value) {
    return new StoreOptions(clock, value, safetyInterval, failPoint);
  }

  public StoreOptions withSafetyInterval(Duration value) {
    return new StoreOptions(clock, limits, value, failPoint);
  }

  public StoreOptions withFailPoint(FailPoint value) {
    return new StoreOptions(clock, limits, safetyInterval, value);
  }
}
