package io.meshlog.global;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshlog.embedded.LoopbackPort;
import io.meshlog.embedded.testing.TestDatabase;
import io.meshlog.embedded.testing.TestPostgres;
import io.meshlog.global.config.GlobalConfiguration;
import io.meshlog.sync.config.Federation;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

class GlobalControlPlaneSliceTest {
  @TempDir Path folder;

  private ConfigurableApplicationContext start(String... settings) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--kuma.mode=global",
                "--kuma.api-server.http.interface=127.0.0.1",
                "--kuma.api-server.http.port=0",
                "--kuma.api-server.https.enabled=false",
                "--kuma.diagnostics.server-port=0",
                "--meshlog.diagnostics.server-interface=127.0.0.1",
                "--kuma.general.work-dir=" + folder.resolve("work"),
                "--meshlog.data-dir=" + folder.resolve("data")));
    arguments.addAll(List.of(settings));
    return SpringApplication.run(GlobalConfiguration.class, arguments.toArray(String[]::new));
  }

  private static String[] database(TestDatabase database, String... more) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "--kuma.store.postgres.host=" + database.host(),
                "--kuma.store.postgres.port=" + database.port(),
                "--kuma.store.postgres.user=" + database.user(),
                "--kuma.store.postgres.password=" + database.password(),
                "--kuma.store.postgres.db-name=" + database.name()));
    settings.addAll(List.of(more));
    return settings.toArray(String[]::new);
  }

  private static HttpResponse<String> put(ConfigurableApplicationContext context, String mesh)
      throws Exception {
    int port = ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/meshes/" + mesh))
            .header("content-type", "application/json")
            .PUT(BodyPublishers.ofString("{\"type\":\"Mesh\",\"name\":\"" + mesh + "\"}"))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.ofString());
    }
  }

  @Test
  void bringsItsOwnDatabaseAndFindsItAgain() throws Exception {
    try (ConfigurableApplicationContext context = start()) {
      assertThat(context.getBean(Federation.class).federated()).isFalse();
      assertThat(put(context, "m1").statusCode()).isEqualTo(201);
    }
    try (ConfigurableApplicationContext context = start()) {
      assertThat(put(context, "m1").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void startsAndTakesWritesWhileKafkaIsAway(@TempDir Path shared) throws Exception {
    Path keyRing = shared.resolve("federation.json");
    Files.writeString(
        keyRing,
        """
        {"active":"k1","keys":{"k1":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}}\
        """);
    try (TestDatabase database = TestPostgres.shared().newDatabase();
        ConfigurableApplicationContext context =
            start(
                database(
                    database,
                    "--meshlog.secrets.key-file=" + keyRing,
                    "--meshlog.kafka.bootstrap-servers=127.0.0.1:" + LoopbackPort.free()))) {
      assertThat(context.getBean(Federation.class).federated()).isTrue();
      assertThat(put(context, "m1").statusCode()).isEqualTo(201);
    }
  }

  @Test
  void saysWhichSettingOfKafkaIsWrong() {
    try (TestDatabase database = TestPostgres.shared().newDatabase()) {
      assertThatThrownBy(
              () -> start(database(database, "--meshlog.kafka.bootstrap-servers=nowhere")))
          .hasRootCauseMessage("MESHLOG_KAFKA_BOOTSTRAP_SERVERS: 'nowhere' is not host:port");
      assertThatThrownBy(() -> start(database(database, "--meshlog.kafka.batch=0")))
          .hasRootCauseMessage("MESHLOG_KAFKA_BATCH must be >= 1");
    }
  }

  @Test
  void asksAMemberOfAFederationForTheSharedKeyRing() {
    try (TestDatabase database = TestPostgres.shared().newDatabase()) {
      assertThatThrownBy(
              () -> start(database(database, "--meshlog.kafka.bootstrap-servers=127.0.0.1:1")))
          .rootCause()
          .hasMessageContaining("MESHLOG_SECRETS_KEY_FILE: must be set");
    }
  }

  @Test
  void refusesToRunAsAZone() {
    try (TestDatabase database = TestPostgres.shared().newDatabase()) {
      assertThatThrownBy(() -> start(database(database, "--kuma.mode=zone")))
          .rootCause()
          .hasMessageContaining("KUMA_MODE");
    }
  }
}
