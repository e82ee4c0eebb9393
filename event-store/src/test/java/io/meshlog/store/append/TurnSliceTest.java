package io.meshlog.store.append;

import static io.meshlog.store.StoreFixture.META;
import static io.meshlog.store.StoreFixture.append;
import static io.meshlog.store.StoreFixture.appended;
import static io.meshlog.store.StoreFixture.putZone;
import static io.meshlog.store.StoreFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.resource.Origin;
import io.meshlog.store.EventStore;
import io.meshlog.store.StoreFixture;
import io.meshlog.store.StoreOptions;
import io.meshlog.store.append.AppendOutcome.Appended;
import io.meshlog.store.lease.Leases;
import io.meshlog.store.lease.RoleLease;
import io.meshlog.store.lease.RoleTerm;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two replicas on one log: what one writes the other has, and no late word of a deposed one counts.
 */
class TurnSliceTest {
  private static final Duration AN_HOUR = Duration.ofHours(1);
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
  void aCommandGivenInATurnThatIsOverHasNoEffect() throws Exception {
    EventStore store = fixture.open(Origin.GLOBAL);
    try (Leases leases = new Leases(fixture.pool(), "a", Duration.ofSeconds(5))) {
      RoleLease lease = leases.of(RoleLease.HOUSEKEEPING);
      StoreFixture.eventually(() -> lease.turn().isPresent());
      RoleTerm turn = lease.turn().orElseThrow();
      assertThat(append(store.log(), AppendRequest.inTurn(putZone("a", true), META, turn)))
          .isInstanceOf(Appended.class);

      fixture.execute("update role_lease set term = term + 1");
      assertThat(append(store.log(), AppendRequest.inTurn(putZone("a", false), META, turn)))
          .isEqualTo(new AppendOutcome.TurnOver());
      assertThat(fixture.number("select count(*) from event")).isEqualTo(1);
    }
  }

  @Test
  void replicasWhoseClocksDifferByAnHourWriteOneLogAndAgree() throws Exception {
    EventStore ahead =
        fixture.open(
            Origin.GLOBAL,
            StoreOptions.DEFAULT.withClock(Clock.offset(Clock.systemUTC(), AN_HOUR)));
    EventStore behind = fixture.open(Origin.GLOBAL);
    Appended last = appended(ahead.log(), putZone("z-0", true));
    for (int i = 1; i <= 40; i++) {
      EventStore writer = i % 2 == 0 ? ahead : behind;
      EventStore reader = i % 2 == 0 ? behind : ahead;
      last = appended(writer.log(), putZone("z-" + i % 7, i % 3 == 0));
      assertThat(reader.live().await(last.position().pos(), Duration.ofSeconds(20))).isTrue();
    }
    assertThat(Arrays.equals(hash(ahead), hash(behind))).isTrue();
    assertThat(ahead.tail().health().missedNotifications()).isZero();

    // The key's life is counted by the database: neither clock ends it.
    append(behind.log(), request(putZone("once", true), "key", "body"));
    long head = fixture.number("select head_pos from log_meta");
    append(ahead.log(), request(putZone("once", false), "key", "body"));
    assertThat(fixture.number("select head_pos from log_meta")).isEqualTo(head);
  }

  private static byte[] hash(EventStore store) {
    return io.meshlog.store.image.StateHash.of(store.live().current());
  }
}
