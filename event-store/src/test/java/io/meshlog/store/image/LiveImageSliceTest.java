package io.meshlog.store.image;

import static io.meshlog.store.StoreFixture.putZone;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.resource.Origin;
import io.meshlog.store.EventStore;
import io.meshlog.store.StoreFixture;
import io.meshlog.store.append.AppendOutcome.Appended;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveImageSliceTest {
  private StoreFixture fixture;
  private EventStore store;

  @BeforeEach
  void open() throws Exception {
    fixture = StoreFixture.fresh();
    store = fixture.open(Origin.GLOBAL);
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  @Test
  void aLateSubscriberGetsOneStepFromEmpty() throws Exception {
    StoreFixture.appended(store.log(), putZone("a", true));
    StoreFixture.appended(store.log(), putZone("b", true));
    store.live().await(2, Duration.ofSeconds(10));
    List<Integer> sizes = new ArrayList<>();
    try (AutoCloseable subscription =
        store.live().subscribe((before, after, delta) -> sizes.add(delta.changes().size()))) {
      assertThat(subscription).isNotNull();
      Appended last = StoreFixture.appended(store.log(), putZone("c", true));
      store.live().await(last.position().pos(), Duration.ofSeconds(10));
    }

    assertThat(sizes).containsExactly(2, 1);
  }

  /** Whoever waits may read what a listener gathered: an import compares its digest so. */
  @Test
  void whoWaitsForAPositionWaitsForItsListenersToo() throws Exception {
    CountDownLatch underWay = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicLong seen = new AtomicLong();
    try (AutoCloseable subscription =
        store
            .live()
            .subscribe((before, after, delta) -> {
              if (after.head() > 0) {
                underWay.countDown();
                hold(goOn);
                seen.set(after.head());
              }
            })) {
      assertThat(subscription).isNotNull();
      long pos = StoreFixture.appended(store.log(), putZone("a", true)).position().pos();
      underWay.await();

      assertThat(store.live().current().head()).isEqualTo(pos);
      assertThat(store.live().await(pos, Duration.ZERO)).as("the step is under way").isFalse();

      goOn.countDown();
      assertThat(store.live().await(pos, Duration.ofSeconds(20))).isTrue();
      assertThat(seen).hasValue(pos);
    } finally {
      goOn.countDown();
    }
  }

  private static void hold(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
