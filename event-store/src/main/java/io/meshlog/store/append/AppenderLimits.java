package io.meshlog.store.append;

import java.time.Duration;

/**
 * @param queue commands that may wait; one more is answered {@code Overloaded}
 * @param batch most commands in one transaction
 * @param keyLifetime how long an idempotency key is remembered
 */
public record AppenderLimits(int queue, int batch, Duration keyLifetime) {
  public static final AppenderLimits DEFAULT =
      new AppenderLimits(10_000, 200, Duration.ofHours(24));

  public AppenderLimits {
    if (queue < 1 || batch < 1) {
      throw new IllegalArgumentException("queue and batch must be positive");
    }
  }
}
