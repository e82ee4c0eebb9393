package io.meshlog.store;

import io.meshlog.events.upcast.Upcasters;
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
 * @param upcasters from the forms in which older events are written
 */
public record StoreOptions(
    Clock clock,
    AppenderLimits limits,
    Duration safetyInterval,
    EventSigning signing,
    Upcasters upcasters,
    FailPoint failPoint) {

  public static final StoreOptions DEFAULT =
      new StoreOptions(
          Clock.systemUTC(),
          AppenderLimits.DEFAULT,
          LogTail.SAFETY_INTERVAL,
          EventSigning.NONE,
          Upcasters.ALL,
          FailPoint.NONE);

  public StoreOptions withClock(Clock value) {
    return new StoreOptions(value, limits, safetyInterval, signing, upcasters, failPoint);
  }

  public StoreOptions withLimits(AppenderLimits value) {
    return new StoreOptions(clock, value, safetyInterval, signing, upcasters, failPoint);
  }

  public StoreOptions withSafetyInterval(Duration value) {
    return new StoreOptions(clock, limits, value, signing, upcasters, failPoint);
  }

  public StoreOptions withSigning(EventSigning value) {
    return new StoreOptions(clock, limits, safetyInterval, value, upcasters, failPoint);
  }

  public StoreOptions withFailPoint(FailPoint value) {
    return new StoreOptions(clock, limits, safetyInterval, signing, upcasters, value);
  }

  public StoreOptions withUpcasters(Upcasters value) {
    return new StoreOptions(clock, limits, safetyInterval, signing, value, failPoint);
  }
}
