package io.meshlog.store.config;

import static io.meshlog.store.StoreFixture.appended;
import static io.meshlog.store.StoreFixture.putZone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.meshlog.embedded.PostgresDatabase;
import io.meshlog.embedded.PostgresServer;
import io.meshlog.embedded.testing.TestDatabase;
import io.meshlog.embedded.testing.TestPostgres;
import io.meshlog.model.resource.Origin;
import io.meshlog.store.EventStore;
import io.meshlog.store.StoreFixture;
import io.meshlog.store.StoreOptions;
import io.meshlog.store.log.LogOwner;
import io.meshlog.store.verify.LogVerifier;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseRightsSliceTest {
  private StoreFixture fixture;
  private EventStore store;

  @BeforeEach
  void open() throws Exception {
    fixture = StoreFixture.fresh();
    store = fixture.open(Origin.GLOBAL);
    for (int i = 1; i <= 3; i++) {
      appended(store.log(), putZone("z" + i, true));
    }
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update event set pos = 7 where pos = 3",
        "update event set payload = '{}'",
        "delete from event where pos = 1",
        "truncate event",
        "alter table event disable trigger all",
        "drop trigger event_is_immutable on event",
        "create rule r as on insert to event do instead nothing",
        "drop table event",
        "select set_config('meshlog.removing', '9', false); delete from event where pos = 1",
        "update log_meta set floor_pos = 2",
        "update log_meta set log_id = gen_random_uuid()",
        "update log_meta set owner = 'zone:other'",
        "delete from log_meta",
        "update stream set name = 'other'",
        "delete from stream",
        "insert into base_event select pos, recorded_at, epoch from event",
        "delete from base_event",
        "create or replace function reject_change_of_event() returns trigger language plpgsql as "
            + "'begin return old; end'",
        "select grant_runtime(current_user::name)",
        "select prepare_runtime(current_user::name)",
        "set session_replication_role = replica"
      })
  void aControlPlaneMayNot(String change) throws Exception {
    assertThatThrownBy(() -> execute(fixture.dataSource(), change))
        .hasMessageMatching("(?s).*(permission denied|must be owner).*");

    assertIntact();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update event set pos = 7 where pos = 3",
        "delete from event where pos = 1",
        "truncate event",
        "truncate event cascade",
        "truncate base_event",
        "begin; set local meshlog.removing = '9'; delete from event where pos = 1; commit",
        "update log_meta set floor_pos = 2",
        "update stream set name = 'other' where name = 'z1'",
        "select remove_events(2, 10, 1)"
      })
  void notEvenItsOwnerChangesTheLogByMistake(String change) throws Exception {
    assertThatThrownBy(() -> fixture.execute(change))
        .hasMessageMatching("(?s).*(immutable|retention only|for ever|is over).*");

    assertIntact();
  }

  private void assertIntact() throws SQLException {
    appended(store.log(), putZone("after", true));
    assertThat(fixture.number("select count(*) from event")).isEqualTo(4);
    assertThat(new LogVerifier(fixture.dataSource()).verify().sound()).isTrue();
  }

  @Test
  void theDatabaseItselfSaysThatTheControlPlaneIsRestricted() throws Exception {
    DatabaseRights rights = DatabaseRights.read(fixture.dataSource());

    assertThat(rights.restricted()).isTrue();
    assertThat(rights.role()).isEqualTo(fixture.database().runtime().user());
  }

  @Test
  void oneUserThatMayMakeRolesWorksAsALesserOne() throws Exception {
    try (PostgresServer server = TestPostgres.privateServer()) {
      for (int start = 1; start <= 2; start++) {
        try (HikariDataSource pool = open(server.admin())) {
          DatabaseRights rights = DatabaseRights.read(pool);

          assertThat(rights.role()).isEqualTo("meshlog_runtime");
          assertThat(rights.restricted()).isTrue();
          assertWorks(pool, start);
          assertThatThrownBy(() -> execute(pool, "delete from event"))
              .hasMessageContaining("permission denied");
        }
      }
    }
  }

  @Test
  void oneUserThatMayNotIsLeftToTheTriggersAndSaysSo() throws Exception {
    try (TestDatabase database = TestPostgres.shared().newDatabase()) {
      PostgresDatabase same =
          new PostgresDatabase(
              database.host(),
              database.port(),
              database.name(),
              database.user(),
              database.password());
      try (HikariDataSource pool = open(same)) {
        DatabaseRights rights = DatabaseRights.read(pool);

        assertThat(rights.role()).isEqualTo(database.user());
        assertThat(rights.excess()).contains("UPDATE", "DELETE", "TRUNCATE");
        assertWorks(pool, 1);
        assertThatThrownBy(() -> execute(pool, "delete from event"))
            .hasMessageContaining("immutable");
      }
    }
  }

  private static HikariDataSource open(PostgresDatabase database) {
    return StoreDataSource.open(
        PostgresProperties.of(
            database.host(),
            database.port(),
            database.user(),
            database.password(),
            database.name()),
        12,
        Duration.ofSeconds(2));
  }

  private static void assertWorks(DataSource pool, int expectedPos) throws SQLException {
    try (EventStore opened =
        EventStore.open(
            pool, StoreFixture.TYPES, new LogOwner(Origin.GLOBAL), StoreOptions.DEFAULT)) {
      long pos = appended(opened.log(), putZone("z" + expectedPos, true)).position().pos();
      assertThat(pos).isEqualTo(expectedPos);
    }
  }

  private static void execute(DataSource dataSource, String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
