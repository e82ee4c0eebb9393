package io.meshlog.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.api.RunningApi.Answer;
import io.meshlog.api.error.ProblemException;
import io.meshlog.api.mesh.FirstStart;
import io.meshlog.api.mesh.InitialResources;
import io.meshlog.api.resource.Appends;
import io.meshlog.api.tls.ControlPlaneCertificate;
import io.meshlog.api.token.RsaKeyPem;
import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.event.EventMeta;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.EventStore;
import io.meshlog.store.append.AppendOutcome;
import io.meshlog.store.image.LiveImage;
import io.meshlog.store.insight.InsightStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The Global control plane's API (rest-and-dataplane-protocol.md 2.6 to 2.8). */
class GlobalApiSliceTest {
  @TempDir static Path folder;
  private static RunningApi api;
  private static long firstHead;

  @BeforeAll
  static void start() throws IOException {
    Path gui = Files.createDirectories(folder.resolve("gui/assets")).getParent();
    Files.writeString(
        gui.resolve("index.html"),
        "<head><base href=\"{{.BaseGuiPath}}/\"><script id=\"kuma-config\">{{.}}</script></head>");
    Files.writeString(gui.resolve("assets/app-1a2b.js"), "run()");
    Files.writeString(folder.resolve("secret"), "s3cret");
    api = RunningApi.global(folder, "--meshlog.gui.directory=" + gui);
    firstHead = api.head();
  }

  @AfterAll
  static void stop() throws Exception {
    api.close();
  }

  @Test
  void servesTheFilesOfAStockGui() {
    assertThat(api.get("/").json().path("gui").asString()).isEqualTo("/gui");
    for (String path : List.of("/gui", "/gui/", "/gui/meshes/default/data-planes", "/gui/no.js")) {
      Answer page = api.get(path, "Accept", "text/html");
      assertThat(page.status()).as(path).isEqualTo(200);
      assertThat(page.header("content-type")).startsWith("text/html");
      assertThat(page.header("cache-control")).isEqualTo("no-cache");
      assertThat(page.text()).contains("<base href=\"/gui/\">", "\"mode\":\"global\"");
    }
    Answer script = api.get("/gui/assets/app-1a2b.js");
    assertThat(script.text()).isEqualTo("run()");
    assertThat(script.header("content-type")).startsWith("text/javascript");
    assertThat(script.header("cache-control")).contains("immutable");
    String tag = script.header("etag");
    assertThat(api.get("/gui/assets/app-1a2b.js", "If-None-Match", tag).status()).isEqualTo(304);
    assertThat(api.get("/gui/", "If-None-Match", tag).status()).isEqualTo(200);
    Answer wrong = api.delete("/gui/");
    assertThat(wrong.status()).isEqualTo(405);
  }

  /** As no HTTP client would write it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/gui/../secret",
        "/gui/assets/../../secret",
        "/gui/%2e%2e/secret",
        "/gui/..%2fsecret",
        "/gui/..%5csecret",
        "/gui/%252e%252e/secret",
        "/gui/..;/secret",
        "/gui//../../secret"
      })
  void servesNothingBesideThem(String path) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", api.port())) {
      String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 ").doesNotContain("s3cret");
    }
  }

  @Test
  void leavesDataplanesToTheZones() {
    Answer answer = api.put("/meshes/nowhere/dataplanes/dp-1", "nonsense");
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.json().path("title").asString()).isEqualTo("Method not allowed");
    assertThat(answer.json().path("detail").asString())
        .isEqualTo(
            "On global control plane you can not modify dataplane resources with 'kumactl apply' or"
                + " via the HTTP API. You can still use 'kumactl' or the HTTP API to modify them on"
                + " the zone control plane.\n");
    assertThat(api.delete("/zoneingresses/x").status()).isEqualTo(405);
  }

  @Test
  void showsItsSigningKeysAndTakesAnotherAtAnAdminsWish() {
    var before = api.get("/signing-keys").json();
    int count = before.path("items").size();
    assertThat(before.path("logId").asString()).hasSize(36);
    assertThat(count).isPositive();
    Answer rotated = api.post("/signing-keys/_rotate", "");
    assertThat(rotated.status()).as(rotated.text()).isEqualTo(200);
    assertThat(rotated.json().path("endorsedBy"))
        .isEqualTo(before.path("items").path(count - 1).path("id"));
    var after = api.get("/signing-keys").json().path("items");
    assertThat(after).hasSize(count + 1);
    assertThat(after.path(count)).isEqualTo(rotated.json());
    String joe =
        api.post("/tokens/user", "{'name':'joe','groups':['team'],'validFor':'1h'}").text();
    String[] asJoe = {"X-Forwarded-For", "10.1.1.1", "Authorization", "Bearer " + joe};
    Answer refused = api.post("/signing-keys/_rotate", "", asJoe);
    assertThat(refused.status()).as(refused.text()).isEqualTo(403);
    assertThat(api.get("/signing-keys").json().path("items")).hasSize(count + 1);
  }

  /** The public half of each key for zone tokens, which goes to the zones, follows the key. */
  @Test
  void keepsAPublicHalfBesideEachKeyOfZoneTokens() throws Exception {
    String first = awaitPublicHalf("1", "");
    put("zone-token-signing-key-2", RsaKeyPem.generate());
    String second = awaitPublicHalf("2", "");
    assertThat(second).isNotEqualTo(first);
    put("zone-token-signing-key-2", RsaKeyPem.generate());
    awaitPublicHalf("2", second);
    String half = "/global-secrets/zone-token-signing-public-key-2";
    Answer kept = api.delete(half);
    assertThat(kept.status()).isEqualTo(400);
    assertThat(kept.json().at("/invalid_parameters/0/reason").asString())
        .isEqualTo("is the public half of \"zone-token-signing-key-2\": change or delete that one");
    assertThat(put("zone-token-signing-public-key-2", publicHalf()).status()).isEqualTo(400);

    Answer secret = put("zone-token-signing-public-key-7", RsaKeyPem.generate());
    assertThat(secret.status()).isEqualTo(400);
    assertThat(secret.json().at("/invalid_parameters/0/field").asString()).isEqualTo("data");
    assertThat(secret.json().at("/invalid_parameters/0/reason").asString())
        .isEqualTo("must be an RSA public key in PEM");
    assertThat(put("zone-token-signing-public-key-7", publicHalf()).status()).isEqualTo(201);

    assertThat(api.delete("/global-secrets/zone-token-signing-key-2").status()).isEqualTo(200);
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (api.get(half).status() != 404) {
      assertThat(System.nanoTime()).as("it goes with its key").isLessThan(deadline);
      Thread.sleep(20);
    }
    assertThat(api.get("/global-secrets/zone-token-signing-public-key-7").status())
        .as("a user's own stays")
        .isEqualTo(200);
  }

  private static byte[] publicHalf() {
    return RsaKeyPem.pem(RsaKeyPem.parse(RsaKeyPem.generate()).orElseThrow().publicKey());
  }

  private static Answer put(String name, byte[] content) {
    return api.put(
        "/global-secrets/" + name,
        "{'type':'GlobalSecret','name':'%s','data':'%s'}"
            .formatted(name, Base64.getEncoder().encodeToString(content)));
  }

  private static String awaitPublicHalf(String serial, String other) throws Exception {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (true) {
      Answer answer = api.get("/global-secrets/zone-token-signing-public-key-" + serial);
      String data = answer.status() == 200 ? answer.json().path("data").asString() : "";
      if (!data.isEmpty() && !data.equals(other)) {
        RsaKeyPem key = RsaKeyPem.parse(Base64.getDecoder().decode(data)).orElseThrow();
        assertThat(key.privateKey()).isNull();
        return data;
      }
      assertThat(System.nanoTime()).as("it comes in time").isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  @Test
  void hasNoZoneOfItsOwn() {
    assertThat(api.get("/zones?asOf=" + firstHead).json().path("total").asInt()).isZero();
    assertThat(api.get("/meshes/default").json().has("labels")).isFalse();
    assertThat(api.get("/global-secrets/zone-token-signing-key-1").status()).isEqualTo(200);
  }

  @Test
  void insistsOnItsOwnOrigin() {
    String body =
        "{'type':'MeshTimeout','mesh':'default','name':'t','labels':{'kuma.io/origin':'zone'},'spec':{'targetRef':{'kind':'Mesh'},'to':[{'targetRef':{'kind':'Mesh'},'default':{'connectionTimeout':'1s'}}]}}";
    Answer refused = api.put("/meshes/default/meshtimeouts/t", body);
    assertThat(refused.json().at("/invalid_parameters/0/field").asString())
        .isEqualTo("labels[\"kuma.io/origin\"]");
    Answer taken = api.put("/meshes/default/meshtimeouts/t", body.replace("'zone'}", "'global'}"));
    assertThat(taken.status()).as(taken.text()).isEqualTo(201);
    var stored = api.get("/meshes/default/meshtimeouts/t").json();
    assertThat(stored.at("/spec/to/0/default/connectionTimeout").asString()).isEqualTo("1s");
    assertThat(stored.path("kri").asString()).isEqualTo("kri_mt_default___t_");
    assertThat(api.get("/_kri/kri_mt_default___t_").json()).isEqualTo(stored);
  }

  @Test
  void leavesAZonesResourcesAlone() {
    EventStore store = api.bean(EventStore.class);
    var type =
        api.bean(io.meshlog.model.resource.ResourceTypes.class).byName("MeshTimeout").orElseThrow();
    copyFromZone(store, type);
    String served =
        api.get("/meshes/default/meshtimeouts?name=far").json().at("/items/0/name").asString();
    assertThat(served).startsWith("far-").hasSize("far-".length() + 16);
    Answer deleted = api.delete("/meshes/default/meshtimeouts/" + served);
    assertThat(deleted.status()).isEqualTo(400);
    assertThat(deleted.json().at("/invalid_parameters/0/field").asString())
        .isEqualTo("[\"kuma.io/origin\"]");
    assertThat(api.get("/meshes/default/meshtimeouts/" + served + "/history").status())
        .isEqualTo(200);
  }

  @Test
  void tellsOfAZoneWhatItSaidOfItself() {
    api.put("/zones/told", "{'type':'Zone','name':'told'}");
    assertThat(api.get("/zones/told/_overview").json().path("zoneInsight").isEmpty())
        .as("{} of one, absent in lists, 3.3")
        .isTrue();
    assertThat(api.get("/zones/_overview?name=told").json().at("/items/0").has("zoneInsight"))
        .isFalse();
    InsightStore insights = api.bean(InsightStore.class);
    insights.put(
        "ZoneInsight",
        "",
        "told",
        "told",
        "{\"subscriptions\":[{\"id\":\"i\",\"globalInstanceId\":\"g\",\"connectTime\":\"2026-01-01T00:00:00Z\","
            + "\"status\":{\"total\":{}},\"version\":{\"kumaCp\":{\"version\":\"9\"}},\"config\":\"{}\"}]}");
    insights.put("ZoneStatus", "", "told", "told", "{\"at\":\"2026-01-01T00:01:00Z\"}");
    insights.put("ZoneConfig", "", "told", "told", "{\"environment\":\"universal\"}");
    var insight = api.get("/zone-insights/told").json();
    assertThat(insight.path("type").asString()).isEqualTo("ZoneInsight");
    var subscription = insight.at("/subscriptions/0");
    assertThat(subscription.path("config").asString()).isEqualTo("{\"environment\":\"universal\"}");
    assertThat(subscription.at("/status/lastUpdateTime").asString())
        .isEqualTo("2026-01-01T00:01:00Z");
    assertThat(subscription.at("/version/kumaCp/version").asString()).isEqualTo("9");
    assertThat(subscription.at("/version/kumaCp/kumaCpGlobalCompatible").asBoolean()).isTrue();
    assertThat(insight.at("/healthCheck/time").asString()).isNotEmpty();
    assertThat(insight.at("/kdsStreams/globalToZone/globalInstanceId").asString()).isEqualTo("g");
    assertThat(
            api.get("/zones+insights?name=told").json().at("/items/0/zoneInsight/healthCheck/time"))
        .isEqualTo(insight.at("/healthCheck/time"));
    assertThat(api.get("/global-insight").json().at("/zones/controlPlanes/online").asInt())
        .isEqualTo(1);
    assertThat(api.delete("/zones/told").status()).as("it is connected, 2.8").isEqualTo(400);
    insights.forget("ZoneInsight", "", "told", "told");
    assertThat(api.delete("/zones/told").status()).isEqualTo(200);
    assertThat(api.put("/zone-insights/told", "").json().path("detail").asString())
        .startsWith("On global control plane you can not modify zoneinsight resources");
  }

  private static <S extends io.meshlog.model.resource.Spec> void copyFromZone(
      EventStore store, io.meshlog.model.resource.ResourceType<S> type) {
    var key = type.key("default", Origin.zone("zone-1"), "far");
    S spec = io.meshlog.model.json.SpecJson.read(type, "{\"targetRef\":{\"kind\":\"Mesh\"}}");
    api.bean(Appends.class)
        .append(
            new Command.Put<>(
                type, key, io.meshlog.model.resource.Labels.EMPTY, spec, Expected.ANY),
            EventMeta.system("test"),
            null);
  }

  @Test
  void hasTheHostnameGeneratorsOfAllZones() {
    JsonNode list = api.get("/hostnamegenerators?name=synced-").json();
    assertThat(list.path("items"))
        .extracting(item -> item.path("name").asString())
        .containsExactly(
            "synced-headless-kube-mesh-service",
            "synced-kube-mesh-service",
            "synced-mesh-external-service",
            "synced-mesh-multi-zone-service",
            "synced-universal-mesh-service");
    assertThat(list.path("items")).noneMatch(item -> item.has("labels"));
  }

  @Test
  void startsAgainWithoutAnEvent() throws Exception {
    EventStore store = api.bean(EventStore.class);
    long head = api.head();
    assertThat(api.bean(InitialResources.class).missing(store.live().current())).isEmpty();
    new FirstStart(api.bean(InitialResources.class), store.log(), store.live()).run();
    assertThat(api.head()).isEqualTo(head);
  }

  @Test
  void losesNoneOfManyWritesAtOnce() throws Exception {
    int writers = 24;
    List<Future<Answer>> answers = new ArrayList<>();
    try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < writers; i++) {
        boolean enabled = i % 2 == 0;
        answers.add(
            threads.submit(() ->
                api.put("/zones/busy", "{'type':'Zone','name':'busy','enabled':" + enabled + "}")));
      }
    }
    List<Integer> statuses = new ArrayList<>();
    for (Future<Answer> answer : answers) {
      statuses.add(answer.get().status());
    }
    assertThat(statuses).containsOnly(200, 201);
    assertThat(statuses).containsOnlyOnce(201);
  }

  @Test
  void readsWhatItWrote() {
    for (int i = 0; i < 20; i++) {
      api.put("/zones/mine-" + i, "{'type':'Zone','name':'mine-" + i + "'}");
      assertThat(api.get("/zones/mine-" + i).status()).isEqualTo(200);
    }
  }

  static Stream<Arguments> outcomes() {
    return Stream.of(
        Arguments.of(new AppendOutcome.Overloaded(), 503, "1"),
        Arguments.of(new AppendOutcome.Unavailable("database is down"), 503, "5"),
        Arguments.of(new AppendOutcome.OutcomeUnknown("connection broke"), 500, null),
        Arguments.of(new AppendOutcome.KeyReused(), 422, null));
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void saysWhatTheLogCouldNotDo(AppendOutcome outcome, int status, String retryAfter) {
    Appends appends =
        new Appends(
            request -> CompletableFuture.completedFuture(outcome), api.bean(LiveImage.class));
    Command command = new Command.Delete(CoreTypes.ZONE.key("", Origin.GLOBAL, "x"), Expected.ANY);
    org.assertj.core.api.Assertions.assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> appends.append(command, EventMeta.of("tester"), null))
        .satisfies(e -> {
          assertThat(e.problem().status()).isEqualTo(status);
          assertThat(e.problem().headers().get("Retry-After")).isEqualTo(retryAfter);
        });
  }

  @Test
  void servesTheSameOverTls() throws Exception {
    assertThat(TlsCalls.get(api, api.bean(ControlPlaneCertificate.class), "/meshes/default"))
        .contains("\"name\": \"default\"");
  }
}
