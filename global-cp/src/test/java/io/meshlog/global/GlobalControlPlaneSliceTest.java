package io.meshlog.global;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshlog.api.diagnostics.DiagnosticsServer;
import io.meshlog.embedded.LoopbackPort;
import io.meshlog.embedded.testing.TestDatabase;
import io.meshlog.embedded.testing.TestPostgres;
import io.meshlog.global.config.GlobalConfiguration;
import io.meshlog.model.json.SpecJson;
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
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

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
    return send(context, "PUT", "/meshes/" + mesh, "{\"type\":\"Mesh\",\"name\":\"" + mesh + "\"}");
  }

  private static HttpResponse<String> get(ConfigurableApplicationContext context, String path)
      throws Exception {
    int port = ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + port + path);
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
  }

  @Test
  void bringsItsOwnDatabaseAndFindsItAgain() throws Exception {
    try (ConfigurableApplicationContext context = start()) {
      assertThat(context.getBean(Federation.class).federated()).isFalse();
      assertThat(put(context, "m1").statusCode()).isEqualTo(201);
      HttpResponse<String> config = get(context, "/meshes/m1/dataplanes/web-1/_config");
      assertThat(config.statusCode()).isEqualTo(405);
      assertThat(config.body()).contains("Not allowed on global CP");
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
      tellsOfAZoneThatNeverSpoke(context);
    }
  }

  private static void tellsOfAZoneThatNeverSpoke(ConfigurableApplicationContext context)
      throws Exception {
    send(context, "PUT", "/zones/east", "{\"type\":\"Zone\",\"name\":\"east\"}");
    putAside(context.getBean(DataSource.class));

    JsonNode sync = SpecJson.parse(send(context, "GET", "/zones/east/_sync?size=2", "").body());
    assertThat(sync.path("state").asString()).isEqualTo("Offline");
    assertThat(sync.path("connected").asBoolean(true)).isFalse();
    assertThat(sync.at("/reasons/0/code").asString()).isEqualTo("SILENT");
    assertThat(sync.at("/quarantine/total").asInt()).isEqualTo(3);
    assertThat(sync.at("/quarantine/items").size()).isEqualTo(2);
    assertThat(sync.at("/quarantine/items/0/reason").asString()).isEqualTo("INVALID");
    assertThat(sync.at("/quarantine/next").asString())
        .endsWith("/zones/east/_sync?offset=2&size=2");
    assertThat(send(context, "GET", "/zones/west/_sync", "").statusCode()).isEqualTo(404);

    JsonNode list = SpecJson.parse(send(context, "GET", "/zones/_overview", "").body());
    assertThat(list.path("total").asInt()).isEqualTo(1);
    assertThat(list.at("/items/0/type").asString()).isEqualTo("ZoneOverview");
    assertThat(list.at("/items/0/sync/state").asString()).isEqualTo("Offline");
    assertThat(list.path("next").isNull()).isTrue();
    assertThat(send(context, "GET", "/zones/east/_overview", "").body()).contains("\"sync\": {");

    String metrics =
        get(
            URI.create(
                "http://127.0.0.1:"
                    + context.getBean(DiagnosticsServer.class).port()
                    + "/metrics"));
    assertThat(metrics)
        .contains(
            "meshlog_sync_zone_state{state=\"Offline\",zone=\"east\"} 1.0",
            "meshlog_sync_zone_state{state=\"Online\",zone=\"east\"} 0.0",
            "meshlog_sync_reasons{code=\"SILENT\",zone=\"east\"} 1.0");
  }

  private static void putAside(DataSource dataSource) throws Exception {
    try (var connection = dataSource.getConnection();
        var statement = connection.createStatement()) {
      for (String channel :
          List.of(
              "zone.east.offer", "zone.east.inventory", "zone.east.offer", "zone.eastern.offer")) {
        statement.execute(
            "insert into quarantine (channel, resource_key, reason, detail, recorded_at)"
                + " values ('%s', 'k', 'INVALID', 'of this test', now())".formatted(channel));
      }
    }
  }

  private static HttpResponse<String> send(
      ConfigurableApplicationContext context, String method, String path, String body)
      throws Exception {
    int port = ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("content-type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.ofString());
    }
  }

  private static String get(URI uri) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
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

  @Test
  void refusesALogThatWasSealedWithOtherKeys(@TempDir Path rings) throws Exception {
    String k1 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    String k2 = "//////////////////////////////////////////8=";
    Path old = ring(rings, "k1", "k1", k1);
    Path both = ring(rings, "k2", "k1", k1, "k2", k2);
    Path fresh = ring(rings, "k2", "k2", k2);
    Path other = ring(rings, "k1", "k1", k2);
    try (TestDatabase database = TestPostgres.shared().newDatabase()) {
      start(database(database, "--meshlog.secrets.key-file=" + old)).close();
      assertThatThrownBy(() -> start(database(database, "--meshlog.secrets.key-file=" + fresh)))
          .rootCause()
          .hasMessage(
              "MESHLOG_SECRETS_KEY_FILE: this control plane's log is sealed under k1, which the key"
                  + " ring lacks; it has k2");
      assertThatThrownBy(() -> start(database(database, "--meshlog.secrets.key-file=" + other)))
          .hasStackTraceContaining(
              "MESHLOG_SECRETS_KEY_FILE: this control plane's log is not sealed");

      start(database(database, "--meshlog.secrets.key-file=" + both)).close();
      try (ConfigurableApplicationContext context =
          start(database(database, "--meshlog.secrets.key-file=" + fresh))) {
        assertThat(put(context, "m1").statusCode()).as("k1 is no longer needed").isEqualTo(201);
      }
    }
  }

  private static Path ring(Path folder, String active, String... keys) throws Exception {
    StringBuilder json = new StringBuilder("{\"active\":\"" + active + "\",\"keys\":{");
    for (int i = 0; i < keys.length; i += 2) {
      json.append(i == 0 ? "" : ",").append("\"%s\":\"%s\"".formatted(keys[i], keys[i + 1]));
    }
    return Files.writeString(
        folder.resolve(active + "-" + keys.length + "-" + keys[1].hashCode() + ".json"),
        json.append("}}"));
  }
}
