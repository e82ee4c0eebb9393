package io.meshlog.zone.push;

import java.util.function.LongSupplier;

/**
 * Whether many proxies come at once, as after a start of a zone. Thread-safe; of the past it knows
 * only when the last few came.
 */
final class Surge {
  private static final int MANY = 16;
  private static final long WINDOW_NANOS = 500_000_000;

  private final LongSupplier nanos;
  private final long[] arrivals = new long[MANY];
  private int count;

  /**
   * @param nanos a clock as {@link System#nanoTime}
   */
  Surge(LongSupplier nanos) {
    this.nanos = nanos;
  }

  synchronized void arrived() {
    arrivals[count % MANY] = nanos.getAsLong();
    count = count + 1 == 2 * MANY ? MANY : count + 1;
  }

  synchronized boolean on() {
    return count >= MANY && nanos.getAsLong() - arrivals[count % MANY] < WINDOW_NANOS;
  }
}
