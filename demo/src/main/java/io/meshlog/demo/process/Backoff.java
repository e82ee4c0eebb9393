package io.meshlog.demo.process;

import java.time.Duration;

/**
 * How long to wait before the next restart: short at first, doubling up to a limit, short again
 * after a run that lasted.
 */
record Backoff(Duration first, Duration most, Duration lasting, Duration next) {

  static Backoff usual() {
    Duration first = Duration.ofMillis(200);
    return new Backoff(first, Duration.ofSeconds(10), Duration.ofSeconds(30), first);
  }

  /** The state after a run of that length; its {@link #next} is the wait before the restart. */
  Backoff after(Duration run) {
    if (run.compareTo(lasting) >= 0) {
      return new Backoff(first, most, lasting, first);
    }
    Duration doubled = next.multipliedBy(2);
    return new Backoff(first, most, lasting, doubled.compareTo(most) > 0 ? most : doubled);
  }
}
