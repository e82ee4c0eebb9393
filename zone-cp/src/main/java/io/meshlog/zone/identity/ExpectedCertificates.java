package io.meshlog.zone.identity;

import io.meshlog.xds.ProxyKey;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Lets somebody wait for the first certificates of a proxy. Thread-safe. */
public final class ExpectedCertificates {
  private final Predicate<ProxyKey> expected;
  private final Map<ProxyKey, CountDownLatch> waiting = new ConcurrentHashMap<>();

  /**
   * @param expected whether some are on order and not there yet
   */
  public ExpectedCertificates(Predicate<ProxyKey> expected) {
    this.expected = expected;
  }

  /** Blocks until none is expected any more, or the time is over. */
  public void await(ProxyKey proxy, Duration most) {
    long deadline = System.nanoTime() + most.toNanos();
    try {
      for (long left = most.toNanos(); left > 0; left = deadline - System.nanoTime()) {
        // Before the look: what comes between the two is not missed.
        CountDownLatch next = waiting.computeIfAbsent(proxy, _ -> new CountDownLatch(1));
        if (!expected.test(proxy) || !next.await(left, TimeUnit.NANOSECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      waiting.remove(proxy);
    }
  }

  /** One came, or could not be made for now. */
  public void tried(ProxyKey proxy) {
    CountDownLatch latch = waiting.remove(proxy);
    if (latch != null) {
      latch.countDown();
    }
  }
}
