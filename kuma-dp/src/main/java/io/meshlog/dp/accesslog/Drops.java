package io.meshlog.dp.accesslog;

import io.meshlog.dp.log.LaunchLog;

/** Counts what was dropped and says so at most twice a minute. Thread-safe. */
final class Drops {
  private static final long QUIET_NANOS = 30_000_000_000L;

  private final LaunchLog log;
  private long count;
  private long said = System.nanoTime() - QUIET_NANOS;

  Drops(LaunchLog log) {
    this.log = log;
  }

  synchronized void dropped(String reason) {
    count++;
    long now = System.nanoTime();
    if (now - said >= QUIET_NANOS) {
      log.warn(count + " records of access logs were dropped, the last one: " + reason);
      said = now;
      count = 0;
    }
  }
}
