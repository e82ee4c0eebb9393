package io.meshlog.zone.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.xds.ProxyKey;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class DeparturesTest {
  private static final ProxyKey PROXY = ProxyKey.dataplane("default", "web-1");

  private final BlockingQueue<ProxyKey> removed = new LinkedBlockingQueue<>();
  private final AtomicInteger looks = new AtomicInteger();

  private Departures departures(BooleanSupplier manyCome) {
    return new Departures(Duration.ofMillis(1), removed::add, Runnable::run, manyCome);
  }

  private void awaitRemoval() throws InterruptedException {
    assertThat(removed.poll(20, TimeUnit.SECONDS)).isEqualTo(PROXY);
  }

  @Test
  void whileManyComeAtOnceAResourceStays() throws Exception {
    try (Departures departures = departures(() -> looks.incrementAndGet() < 3)) {
      departures.left(PROXY);
      awaitRemoval();
      assertThat(looks).hasValue(3);
    }
  }

  @Test
  void butNotForGood() throws Exception {
    try (Departures departures =
        departures(() -> {
          looks.incrementAndGet();
          return true;
        })) {
      departures.left(PROXY);
      awaitRemoval();
      assertThat(looks).hasValue(5);
      assertThat(removed).isEmpty();
    }
  }

  @Test
  void whoReturnsJustAsItIsPutOffKeepsIt() throws Exception {
    CountDownLatch looking = new CountDownLatch(1);
    CountDownLatch returned = new CountDownLatch(1);
    try (Departures departures =
        departures(() -> {
          looking.countDown();
          await(returned);
          return looks.incrementAndGet() == 1;
        })) {
      departures.left(PROXY);
      await(looking);
      departures.returned(PROXY);
      ProxyKey other = ProxyKey.dataplane("default", "web-2");
      departures.left(other);
      returned.countDown();
      assertThat(removed.poll(20, TimeUnit.SECONDS)).isEqualTo(other);
      assertThat(removed).isEmpty();
      assertThat(looks).hasValue(2);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
