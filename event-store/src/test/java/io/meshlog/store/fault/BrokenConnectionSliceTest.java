package io.meshlog.store.fault;

import static io.meshlog.store.StoreFixture.append;
import static io.meshlog.store.StoreFixture.appended;
import static io.meshlog.store.StoreFixture.putZone;
import static io.meshlog.store.StoreFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.embedded.testing.fault.Fault;
import io.meshlog.embedded.testing.fault.FaultRow;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.resource.Origin;
import io.meshlog.store.EventStore;
import io.meshlog.store.StoreFixture;
import io.meshlog.store.StoreOptions;
import io.meshlog.store.append.AppendOutcome;
import io.meshlog.store.append.AppendOutcome.Appended;
import io.meshlog.store.append.AppendOutcome.OutcomeUnknown;
import io.meshlog.store.append.AppendOutcome.Unavailable;
import io.meshlog.store.append.AppendRequest;
import io.meshlog.store.image.StateHash;
import io.meshlog.store.verify.LogVerifier;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BrokenConnectionSliceTest {
  /** Ends every other backend of this database that is inside a transaction. */
  private static final String KILL_WRITER =
      """
      select count(pg_terminate_backend(pid)) from pg_stat_activity
      where datname = current_database() and state = 'idle in transaction'
      """;

  private static final String KILL_LISTENER =
      """
      select count(pg_terminate_backend(pid)) from pg_stat_activity
      where datname = current_database() and application_name = 'meshlog-listen'
      """;

  private final AtomicReference<String> killAt = new AtomicReference<>("");
  private StoreFixture fixture;
  private EventStore store;

  @BeforeEach
  void open() throws Exception {
    fixture = StoreFixture.fresh();
    store = fixture.open(Origin.GLOBAL, StoreOptions.DEFAULT.withFailPoint(this::reached));
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  private void reached(String point) {
    try {
      if (killAt.compareAndSet(point, "")) {
        assertThat(fixture.number(KILL_WRITER)).isEqualTo(1);
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @Fault(FaultRow.POSTGRES_DOWN)
  void beforeTheCommitNothingIsChangedAndTheNextCommandSucceeds() throws Exception {
    killAt.set("append.locked");
    AppendOutcome broken = append(store.log(), request(putZone("a", true)));

    assertThat(broken).isInstanceOf(Unavailable.class);
    assertThat(fixture.number("select count(*) from event")).isZero();
    assertThat(appended(store.log(), putZone("a", true)).position().pos()).isEqualTo(1);
  }

  @Test
  @Fault(FaultRow.POSTGRES_DOWN)
  void whileCommittingTheOutcomeIsUnknownAndARetryByKeyMakesOneEvent() throws Exception {
    killAt.set("append.written");
    AppendRequest request = request(putZone("a", true, Expected.ABSENT), "key", "body");
    AppendOutcome broken = append(store.log(), request);
    AppendOutcome retried = append(store.log(), request);

    assertThat(broken).isInstanceOf(OutcomeUnknown.class);
    assertThat(retried).isInstanceOf(Appended.class);
    assertThat(fixture.number("select count(*) from event")).isEqualTo(1);
    assertThat(new LogVerifier(fixture.dataSource()).verify().sound()).isTrue();
  }

  @Test
  @Fault(FaultRow.POSTGRES_DOWN)
  void theTailListensAgainAndMissesNothing() throws Exception {
    EventStore other = fixture.open(Origin.GLOBAL);
    appended(store.log(), putZone("a", true));
    assertThat(other.live().await(1, Duration.ofSeconds(10))).isTrue();
    for (int round = 2; round < 5; round++) {
      assertThat(fixture.number(KILL_LISTENER)).isPositive();
      append(store.log(), request(putZone("b", round % 2 == 0)));
      long head = store.reader().head().pos();
      assertThat(other.live().await(head, Duration.ofSeconds(20))).isTrue();
    }

    assertThat(StateHash.of(other.live().current()))
        .isEqualTo(StateHash.of(store.live().current()));
    assertThat(other.tail().health().fault()).isNull();
  }

  @Test
  @Fault(FaultRow.POSTGRES_RESTORED)
  void aLogRestoredToAnOlderStateIsFollowedFromThere() throws Exception {
    for (int i = 1; i <= 5; i++) {
      appended(store.log(), putZone("z" + i, true));
    }
    EventStore other = fixture.open(Origin.GLOBAL);
    fixture.execute(
        """
        alter table event disable trigger all;
        update log_meta set head_pos = 3, head_hash = (select hash from event where pos = 3);
        delete from event where pos > 3;
        delete from resource_current where pos > 3;
        delete from stream where last_pos > 3;
        update channel_head set export_seq = 3, hash = (select export_hash from event where pos = 3);
        alter table event enable trigger all;
        """);
    fixture.number(KILL_LISTENER);
    StoreFixture.eventually(() -> other.live().current().head() == 3);
    Appended next = appended(store.log(), putZone("new", true));

    assertThat(next.position().pos()).isEqualTo(4);
    StoreFixture.eventually(() ->
        other.live().current().find(StoreFixture.zoneKey("new")).isPresent()
            && store.live().current().find(StoreFixture.zoneKey("new")).isPresent());
    assertThat(StateHash.of(other.live().current()))
        .isEqualTo(StateHash.of(store.live().current()));
    assertThat(new LogVerifier(fixture.dataSource()).verify().sound()).isTrue();
  }
}
