package io.meshlog.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.api.RunningApi.Answer;
import io.meshlog.store.EventStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked of a time that the log no longer holds. */
class FloorSliceTest {
  @TempDir static Path folder;

  @Test
  void saysWhereTheLogBegins() throws Exception {
    try (RunningApi api = RunningApi.zone(folder)) {
      long floor = api.head() - 1;
      EventStore store = api.bean(EventStore.class);
      store.snapshots().store(store.past().at(floor));
      assertThat(store.snapshots().verify(floor)).isTrue();
      try (Connection connection = api.bean(DataSource.class).getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute(
            """
            insert into role_lease values ('housekeeping', 1, 'test', now(), now())
            on conflict do nothing;
            select remove_events(%d, 1000000, (select term from role_lease
              where role = 'housekeeping'))
            """
                .formatted(floor));
      }
      for (String read :
          new String[] {
            "/meshes/default?asOf=1",
            "/meshes?asOf=2001-01-01T00:00:00Z",
            "/zones/_overview?asOf=0",
            "/_kri/kri_m____default_?asOf=1",
            "/history?asOf=1",
            "/history?to=" + floor,
            "/meshes/default/history?asOf=2001-01-01T00:00:00Z",
            "/zones/default/history?asOf=1"
          }) {
        Answer answer = api.get(read);
        assertThat(answer.status()).as(read + answer.text()).isEqualTo(410);
        assertThat(answer.json().path("floor").asLong()).as(read).isEqualTo(floor);
      }
      assertThat(api.get("/meshes?asOf=" + floor).status()).isEqualTo(200);
      assertThat(api.get("/history?from=1").status()).isEqualTo(200);
    }
  }
}
