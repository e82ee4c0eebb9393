package io.meshlog.zone.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.meshlog.embedded.testing.TestDatabase;
import io.meshlog.embedded.testing.TestPostgres;
import io.meshlog.model.json.SpecJson;
import io.meshlog.store.verify.LogVerifier;
import io.meshlog.xds.XdsType;
import io.meshlog.zone.ads.AdsClient;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import tools.jackson.databind.JsonNode;

/**
 * Two processes of one zone on one database, started at the same moment; then the one that plays
 * the roles is killed, later frozen. The parts follow each other on the same processes.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReplicasSliceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String TIMEOUT =
      "{\"type\":\"MeshTimeout\",\"mesh\":\"default\",\"name\":\"%s\",\"spec\":{\"targetRef\":"
          + "{\"kind\":\"Mesh\"},\"to\":[{\"targetRef\":{\"kind\":\"Mesh\"},\"default\":"
          + "{\"connectionTimeout\":\"%ds\"}}]}}";

  @TempDir static Path folder;
  private static TestDatabase database;
  private static final List<ReplicaProcess> REPLICAS = new ArrayList<>();

  @BeforeAll
  static void start() {
    database = TestPostgres.shared().newDatabase();
    REPLICAS.add(ReplicaProcess.start(database, folder, "a"));
    REPLICAS.add(ReplicaProcess.start(database, folder, "b"));
    await().atMost(PATIENCE).until(() -> REPLICAS.stream().allMatch(ReplicaProcess::ready));
  }

  @AfterAll
  static void stop() throws Exception {
    for (ReplicaProcess replica : REPLICAS) {
      replica.close();
    }
    database.close();
  }

  @Test
  @Order(1)
  void startedAtOnceTheyMakeEachThingOnce() throws Exception {
    assertThat(text("select count(*) from log_meta")).isEqualTo("1");
    assertThat(text("select max(version) from stream")).isEqualTo("1");
    assertThat(text("select count(*) - count(distinct (type, mesh, origin, name)) from secret_key"))
        .isEqualTo("0");
    String token = null;
    for (ReplicaProcess replica : REPLICAS) {
      JsonNode secret = json(replica.get("/global-secrets/admin-user-token").body());
      token =
          new String(
              Base64.getDecoder().decode(secret.path("data").asString()),
              java.nio.charset.StandardCharsets.US_ASCII);
      // From another machine, as the header makes it: only the token makes an admin.
      String[] who = {"X-Forwarded-For", "192.0.2.1", "Authorization", "Bearer " + token};
      assertThat(replica.get("/who-am-i", who).body()).contains("mesh-system:admin");
    }
    assertThat(REPLICAS.get(0).get("/global-secrets/admin-user-token").body())
        .isEqualTo(REPLICAS.get(1).get("/global-secrets/admin-user-token").body());
  }

  @Test
  @Order(2)
  void whatOneWritesTheOtherServesAtOnce() throws Exception {
    ReplicaProcess a = REPLICAS.get(0);
    ReplicaProcess b = REPLICAS.get(1);
    String token = b.post("/tokens/dataplane", "{\"mesh\":\"default\",\"name\":\"web-0\"}").body();
    try (var proxy = connect(b, "web-0", token)) {
      proxy.next();
      for (int i = 0; i < 10; i++) {
        var written = a.put("/meshes/default/meshtimeouts/seen", TIMEOUT.formatted("seen", i + 1));
        String position = written.headers().firstValue("Meshlog-Position").orElseThrow();
        var read = b.get("/meshes/default/meshtimeouts/seen?minPosition=" + position);
        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(read.body()).contains("\"connectionTimeout\": \"" + (i + 1) + "s\"");
      }
    }
    for (ReplicaProcess replica : REPLICAS) {
      assertThat(replica.metrics())
          .contains("meshlog_missed_notifications 0.0", "meshlog_replicas 2.0");
    }
  }

  @Test
  @Order(3)
  void theRolesOfAKilledReplicaMoveAndNothingIsLostOrDoneTwice() throws Exception {
    ReplicaProcess leader = leader();
    ReplicaProcess other = REPLICAS.stream().filter(r -> r != leader).findFirst().orElseThrow();
    other.put(
        "/zoneingresses/ingress",
        "{\"type\":\"ZoneIngress\",\"name\":\"ingress\",\"networking\":{\"address\":\"10.0.0.9\","
            + "\"port\":10001,\"advertisedAddress\":\"10.0.0.9\",\"advertisedPort\":10001}}");
    AtomicBoolean enough = new AtomicBoolean();
    try (var proxy = connect(leader, "web-1", token(other, "web-1"))) {
      proxy.next();
      awaitOnline(other, "web-1", true);
      CompletableFuture<Integer> writer =
          CompletableFuture.supplyAsync(() -> write(leader, other, enough));
      await().atMost(PATIENCE).until(() -> number("select count(*) from stream") > 40);

      leader.kill();
      await().atMost(PATIENCE).until(() -> leader() == other);
      awaitOnline(other, "web-1", false);
      enough.set(true);
      int written = writer.get();

      assertThat(written).isPositive();
      assertThat(text("select count(*) from stream where name like 'w-%'"))
          .isEqualTo(Integer.toString(written));
      assertThat(text("select max(version) from stream where name like 'w-%'")).isEqualTo("1");
    }
    assertThat(other.get("/meshes/default/dataplanes/web-1").statusCode()).isEqualTo(200);
    try (var proxy = connect(other, "web-1", token(other, "web-1"))) {
      proxy.next();
      awaitOnline(other, "web-1", true);
      // Derived by whoever has the role.
      await()
          .atMost(PATIENCE)
          .until(() ->
              other
                  .get("/zoneingresses/ingress")
                  .body()
                  .contains("\"kuma.io/service\": \"web-1\""));
    }
    REPLICAS.remove(leader);
    sound();
  }

  @Test
  @Order(4)
  void aFrozenReplicaThatWakesChangesNothing() throws Exception {
    ReplicaProcess frozen = leader();
    ReplicaProcess other = ReplicaProcess.start(database, folder, "c");
    REPLICAS.add(other);
    await().atMost(PATIENCE).until(other::ready);
    String instance = json(other.get("/").body()).path("instanceId").asString();
    try (var stale = connect(frozen, "web-2", token(other, "web-2"))) {
      stale.next();
      awaitOnline(other, "web-2", true);
      frozen.freeze();
      stale.close();
    }
    await().atMost(PATIENCE).until(() -> leader() == other);
    awaitOnline(other, "web-2", false);
    try (var proxy = connect(other, "web-2", token(other, "web-2"))) {
      proxy.next();
      awaitOnline(other, "web-2", true);
      frozen.thaw();
      await().atMost(PATIENCE).until(() -> frozen.metrics().contains("meshlog_replicas 2.0"));
      assertThat(frozen.metrics()).contains("meshlog_role_held{role=\"housekeeping\"} 0.0");
      var written = frozen.put("/meshes/default/meshtimeouts/late", TIMEOUT.formatted("late", 3));
      assertThat(written.statusCode()).isEqualTo(201);
      String position = written.headers().firstValue("Meshlog-Position").orElseThrow();
      assertThat(
              other.get("/meshes/default/meshtimeouts/late?minPosition=" + position).statusCode())
          .isEqualTo(200);
      // The end of the stream that it slept through is old news.
      for (ReplicaProcess replica : List.of(other, frozen)) {
        JsonNode open = openSubscription(replica, "web-2");
        assertThat(open.path("controlPlaneInstanceId").asString()).isEqualTo(instance);
      }
      assertThat(text("select replica from proxy_status where proxy = 'dataplane/default/web-2'"))
          .isEqualTo(instance);
    }
    sound();
  }

  /** Writes to both in turn, each write with a key until it is acknowledged. */
  private static int write(ReplicaProcess one, ReplicaProcess two, AtomicBoolean enough) {
    int count = 0;
    for (; !enough.get(); count++) {
      String name = "w-" + count;
      for (int tries = count; !tryWrite(tries % 2 == 0 ? one : two, name); tries++) {
        if (tries - count > 1_000) {
          throw new AssertionError("nobody takes " + name);
        }
      }
    }
    return count;
  }

  private static boolean tryWrite(ReplicaProcess replica, String name) {
    try {
      int status =
          replica
              .put(
                  "/meshes/default/meshtimeouts/" + name,
                  TIMEOUT.formatted(name, 1),
                  "Idempotency-Key",
                  name)
              .statusCode();
      return status == 200 || status == 201;
    } catch (java.io.IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String token(ReplicaProcess replica, String name) throws Exception {
    return replica
        .post("/tokens/dataplane", "{\"mesh\":\"default\",\"name\":\"" + name + "\"}")
        .body();
  }

  private static ReplicaProcess leader() throws Exception {
    String holder =
        text("select coalesce(max(holder), '') from role_lease where role = 'housekeeping'");
    for (ReplicaProcess replica : REPLICAS) {
      try {
        if (replica.get("/").body().contains('"' + holder + '"')) {
          return replica;
        }
      } catch (java.io.IOException e) {
        // Killed or frozen: not asked.
      }
    }
    return null;
  }

  private static void awaitOnline(ReplicaProcess replica, String proxy, boolean online) {
    await().atMost(PATIENCE).until(() -> openSubscription(replica, proxy).isObject() == online);
  }

  /** The one subscription that is not over; missing when there is none. */
  private static JsonNode openSubscription(ReplicaProcess replica, String proxy) throws Exception {
    JsonNode overview =
        json(replica.get("/meshes/default/dataplanes/" + proxy + "/_overview").body());
    List<JsonNode> open = new ArrayList<>();
    for (JsonNode each : overview.at("/dataplaneInsight/subscriptions")) {
      if (!each.has("disconnectTime")) {
        open.add(each);
      }
    }
    assertThat(open).hasSizeLessThan(2);
    return open.isEmpty() ? overview.path("none") : open.getFirst();
  }

  private static AdsClient<DiscoveryRequest, DiscoveryResponse> connect(
      ReplicaProcess replica, String name, String token) throws Exception {
    String resource =
        """
        {"type":"Dataplane","mesh":"default","name":"%s","networking":{"address":"127.0.0.1",
         "inbound":[{"port":18080,"tags":{"kuma.io/service":"%s"}}]}}\
        """
            .formatted(name, name);
    Node node =
        Node.newBuilder()
            .setId("default." + name)
            .setMetadata(
                Struct.newBuilder()
                    .putFields("dataplane.resource", value(resource))
                    .putFields("dataplane.readinessReporter.port", value("9902")))
            .build();
    AdsClient<DiscoveryRequest, DiscoveryResponse> client =
        AdsClient.sotw(replica.proxies(), certificate(), token);
    client.send(AdsClient.first(node, XdsType.CLUSTER));
    return client;
  }

  private static Value value(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  private static X509Certificate certificate() throws Exception {
    try (InputStream pem = Files.newInputStream(folder.resolve("kuma-cp.crt"))) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
    }
  }

  private static JsonNode json(String text) {
    return SpecJson.parse(text);
  }

  private static void sound() throws Exception {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(url());
    dataSource.setUser(database.user());
    dataSource.setPassword(database.password());
    assertThat(new LogVerifier(dataSource).verify().problem()).isNull();
  }

  private static String url() {
    return "jdbc:postgresql://%s:%d/%s"
        .formatted(database.host(), database.port(), database.name());
  }

  private static long number(String sql) throws Exception {
    return Long.parseLong(text(sql));
  }

  private static String text(String sql) throws Exception {
    try (Connection connection =
            DriverManager.getConnection(url(), database.user(), database.password());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return Objects.requireNonNullElse(row.getString(1), "");
    }
  }
}
