package io.meshlog.sync.kafka;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Wakes one waiting thread. Signals do not add up: many raised before a wait end that one wait.
 * Raising never blocks and may be done by any thread.
 */
public final class Signal {
  private final Semaphore raised = new Semaphore(0);

  public void raise() {
    if (raised.availablePermits() == 0) {
      raised.release();
    }
  }

  public void await() throws InterruptedException {
    raised.acquire();
    raised.drainPermits();
  }

  /**
   * @return false when the time passed without a signal
   */
  public boolean await(Duration atMost) throws InterruptedException {
    boolean woken = raised.tryAcquire(Math.max(0, atMost.toNanos()), TimeUnit.NANOSECONDS);
    raised.drainPermits();
    return woken;
  }
}
