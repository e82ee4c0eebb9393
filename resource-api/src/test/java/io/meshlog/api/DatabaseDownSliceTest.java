package io.meshlog.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.api.RunningApi.Answer;
import io.meshlog.embedded.PostgresDatabase;
import io.meshlog.embedded.PostgresOptions;
import io.meshlog.embedded.PostgresServer;
import io.meshlog.embedded.testing.fault.Fault;
import io.meshlog.embedded.testing.fault.FaultRow;
import io.meshlog.store.config.PostgresProperties;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fault "Postgres down" of event-log-design.md section 8, as clients of the API see it. */
class DatabaseDownSliceTest {
  @TempDir Path folder;

  @Test
  @Fault(FaultRow.POSTGRES_DOWN)
  void goesOnReadingAndRefusesWritesWithAWordWhenToRetry() throws Exception {
    PostgresServer server =
        PostgresServer.start(PostgresOptions.in(folder.resolve("pg")).withoutInitSync());
    PostgresDatabase database = server.database("kuma");
    PostgresProperties where =
        PostgresProperties.of(
            database.host(),
            database.port(),
            database.user(),
            database.password(),
            database.name());
    try (RunningApi api = RunningApi.zoneOn(where, folder)) {
      // In order: no connection outlives the server and takes a last write.
      server.close();
      server.onExit().get(20, TimeUnit.SECONDS);
      long head = api.head();

      for (String path : new String[] {"/zones/far", "/meshes/new", "/meshes/default/secrets/s"}) {
        Answer write = api.put(path, body(path));
        assertThat(write.status()).as(path + ": " + write.text()).isEqualTo(503);
        assertThat(write.header("Retry-After")).isNotEmpty();
        assertThat(write.json().path("title").asString()).isEqualTo("Service Unavailable");
      }
      assertThat(api.head()).isEqualTo(head);
      assertThat(api.get("/meshes/default").status()).isEqualTo(200);
      assertThat(api.get("/meshes/default/history").status()).isEqualTo(503);
    } finally {
      server.abandon();
    }
  }

  private static String body(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (path.startsWith("/zones")) {
      return "{'type':'Zone','name':'" + name + "'}";
    }
    return path.contains("secrets")
        ? "{'type':'Secret','mesh':'default','name':'" + name + "','data':'eA=='}"
        : "{'type':'Mesh','name':'" + name + "'}";
  }
}
