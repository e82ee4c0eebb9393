package io.meshlog.store.retention;

import java.time.Duration;

/**
 * What of the log must be kept. An event goes when none of the two keeps it; zero keeps nothing by
 * itself, and both zero keep everything.
 *
 * @param events the newest so many
 * @param time what was recorded within so long
 * @param chunk most events taken out in one transaction
 */
public record RetentionPolicy(long events, Duration time, int chunk) {
  public static final RetentionPolicy KEEP_ALL = new RetentionPolicy(0, Duration.ZERO, 1_000);

  public RetentionPolicy {
    if (events < 0 || time.isNegative() || chunk < 1) {
      throw new IllegalArgumentException("events, time and chunk of retention: not below zero");
    }
  }

  public boolean keepsAll() {
    return events == 0 && time.isZero();
  }
}
