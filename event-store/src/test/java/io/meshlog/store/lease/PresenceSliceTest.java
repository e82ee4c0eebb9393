package io.meshlog.store.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.store.StoreFixture;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PresenceSliceTest {
  private static final Duration SHORT = Duration.ofMillis(600);
  private StoreFixture fixture;

  @BeforeEach
  void open() {
    fixture = StoreFixture.fresh();
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  @Test
  void replicasKnowOfEachOtherUntilTheyLeave() throws Exception {
    try (Presence a = Presence.enter(fixture.pool(), "a", SHORT)) {
      Presence b = Presence.enter(fixture.pool(), "b", SHORT);
      assertThat(a.alive()).containsExactly("a", "b");
      b.close();
      assertThat(a.alive()).containsExactly("a");
    }
    assertThat(fixture.number("select count(*) from replica")).isZero();
  }

  @Test
  void theDeadAreClearedUpAfterByWhoKeepsHouse() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    fixture.execute(
        "insert into replica values ('dead', now(), clock_timestamp() + interval '700 ms'),"
            + " ('left before', now(), now())");
    try (Presence a = Presence.enter(fixture.pool(), "a", SHORT);
        RoleLease house =
            new RoleLease(fixture.pool(), RoleLease.HOUSEKEEPING, "a", SHORT).start();
        ReplicaWatch watch = new ReplicaWatch(a, house)) {
      watch.clearing(looks::incrementAndGet);
      StoreFixture.eventually(
          () -> looks.get() > 0 && fixture.number("select count(*) from replica") == 1);
      assertThat(a.alive()).containsExactly("a");
      int before = looks.get();
      fixture.execute("insert into replica values ('late', now(), clock_timestamp())");
      StoreFixture.eventually(
          () -> looks.get() > before && fixture.number("select count(*) from replica") == 1);
    }
  }

  @Test
  void nothingIsLookedThroughWhileNobodyDies() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    try (Presence a = Presence.enter(fixture.pool(), "a", SHORT);
        RoleLease house =
            new RoleLease(fixture.pool(), RoleLease.HOUSEKEEPING, "a", SHORT).start();
        ReplicaWatch watch = new ReplicaWatch(a, house)) {
      watch.clearing(looks::incrementAndGet);
      StoreFixture.eventually(() -> looks.get() > 0);
      int before = looks.get();
      // Its own lease would have ended twice had it not been renewed; each end is watched.
      Thread.sleep(SHORT.multipliedBy(2));
      assertThat(looks).hasValue(before);
      fixture.execute("insert into replica values ('late', now(), clock_timestamp())");
      StoreFixture.eventually(() -> looks.get() == before + 1);
    }
  }

  @Test
  void whoCountedAsDeadHearsOfItAndIsBack() throws Exception {
    AtomicInteger returns = new AtomicInteger();
    try (Presence a = Presence.enter(fixture.pool(), "a", SHORT)) {
      a.onReturn(returns::incrementAndGet);
      fixture.execute("update replica set expires_at = clock_timestamp()");
      StoreFixture.eventually(() -> returns.get() == 1);
      fixture.execute("delete from replica");
      StoreFixture.eventually(() -> returns.get() == 2 && a.alive().equals(List.of("a")));
    }
  }
}
