package io.meshlog.demo;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Waits from outside for a state of the topology. The product tells nobody outside when it is
 * there, so this asks again until a deadline; inside the product nothing does.
 */
public final class Await {

  private static final Duration PAUSE = Duration.ofMillis(50);

  private Await() {}

  /** Whether the condition held before the patience ran out. */
  public static boolean within(Duration patience, BooleanSupplier condition) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }
}
