package io.meshlog.zone.monitoring;

import static io.meshlog.model.samples.DataplaneBuilder.aDataplane;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.image.MeshImage;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.samples.DataplaneBuilder;
import io.meshlog.model.samples.Samples;
import io.meshlog.model.samples.TestLog;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.policy.meshmetric.MeshMetricPolicy;
import io.meshlog.xds.state.MeshState;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What Prometheus and others that read its protocol ask (policies.md 2.11), over real HTTP. */
class MonitoringServerTest {
  private static final String PATH = "/v3/discovery:monitoringassignments";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final TestLog log = TestLog.of(Samples.ZONE_1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile MeshState state = MeshState.of(log.image());
  private Assignments assignments = new Assignments(() -> state, threads, 8);
  private MonitoringServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        MonitoringServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Optional.empty(),
            assignments,
            Duration.ZERO);
    mesh("default");
  }

  @AfterEach
  void stop() {
    server.close();
    threads.shutdown();
  }

  private void step(MeshImage.Step step) {
    MeshImage before = state.image();
    state = state.advance(step.image(), step.delta()).state();
    assignments.onStep(before, step.image(), step.delta());
  }

  private void mesh(String name) {
    step(log.put(CoreTypes.MESH, Samples.meshKey(name), Labels.EMPTY, Samples.PLAIN));
  }

  private void metric(String mesh, String name, String spec) {
    step(
        log.put(
            MeshMetricPolicy.TYPE,
            mesh,
            name,
            Labels.EMPTY.with(Labels.ORIGIN, "zone").with(Labels.ZONE, "zone-1"),
            SpecJson.read(MeshMetricPolicy.TYPE, spec.replace('\'', '"'))));
  }

  private static String prometheus(String conf) {
    return "{'default':{'backends':[{'type':'Prometheus','prometheus':{%s}}]}}".formatted(conf);
  }

  private static DataplaneBuilder dataplane(String name, String ip) {
    return aDataplane(name).at(ip).inbound("of-" + name, "http");
  }

  private HttpRequest request(String query, String body) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + PATH + query))
        .header("Content-Type", "application/json")
        .header("Accept", "application/json")
        .POST(BodyPublishers.ofString(body.replace('\'', '"')))
        .build();
  }

  /** As Prometheus writes it. */
  private HttpRequest request(String client, String version, String timeout) {
    return request(
        "?fetch-timeout=" + timeout,
        ("{'version_info':'%s','node':{'id':'%s'},'type_url':'%s','response_nonce':''}")
            .formatted(version, client, Assignment.TYPE));
  }

  private HttpResponse<String> ask(String client, String version, String timeout) throws Exception {
    return HTTP.send(request(client, version, timeout), BodyHandlers.ofString());
  }

  private JsonNode answer(String client) throws Exception {
    HttpResponse<String> answer = ask(client, "", "0s");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return SpecJson.parse(answer.body());
  }

  private List<String> addresses(String client) throws Exception {
    return StreamSupport.stream(answer(client).path("resources").spliterator(), false)
        .map(resource -> resource.at("/targets/0/address").asString())
        .toList();
  }

  @Test
  void tellsWhereTheMetricsOfEachProxyAre() throws Exception {
    metric("default", "all", prometheus("'port':9090,'path':'/m','tls':{'mode':'ProvidedTLS'}"));
    step(log.put(dataplane("web", "10.0.0.1").advertisedAt("192.0.2.1")));
    step(log.put(dataplane("six", "fd00::1")));
    JsonNode answer = answer("prometheus");
    assertThat(answer.path("type_url").asString()).isEqualTo(Assignment.TYPE);
    assertThat(answer.path("resources"))
        .isEqualTo(
            SpecJson.parse(
                """
                [{"@type":"type.googleapis.com/kuma.observability.v1.MonitoringAssignment",
                  "mesh":"default","service":"of-six",
                  "targets":[{"name":"six","scheme":"https","address":"[fd00::1]:9090","metrics_path":"/m"}]},
                 {"@type":"type.googleapis.com/kuma.observability.v1.MonitoringAssignment",
                  "mesh":"default","service":"of-web",
                  "targets":[{"name":"web","scheme":"https","address":"192.0.2.1:9090","metrics_path":"/m"}]}]
                """));
    HttpResponse<String> same = ask("prometheus", answer.path("version_info").asString(), "0s");
    assertThat(same.statusCode()).isEqualTo(304);
    assertThat(same.body()).isEmpty();
  }

  @Test
  void tellsEachClientWhatIsForItAndOthersTheRest() throws Exception {
    mesh("other");
    metric("default", "a", prometheus("'clientId':'a'"));
    metric("other", "rest", prometheus(""));
    step(log.put(dataplane("web", "10.0.0.1")));
    step(log.put(dataplane("web", "10.0.0.2").inMesh("other")));
    assertThat(addresses("a")).containsExactly("10.0.0.1:5670");
    assertThat(addresses("b")).containsExactly("10.0.0.2:5670");
    assertThat(addresses("")).containsExactly("10.0.0.2:5670");
    metric("other", "rest", prometheus("'clientId':'b','port':1"));
    assertThat(addresses("b")).containsExactly("10.0.0.2:1");
    assertThat(addresses("anybody")).isEmpty();
    assertThat(answer("anybody").path("version_info").asString()).isNotEmpty();
    step(log.delete(CoreTypes.DATAPLANE.key("default", Samples.ZONE_1, "web")));
    assertThat(addresses("a")).as("a policy still names it").isEmpty();
  }

  @Test
  void theMoreParticularPolicyIsInForce() throws Exception {
    metric("default", "all", prometheus("'port':1"));
    metric(
        "default",
        "one",
        """
        {'targetRef':{'kind':'Dataplane','name':'web'},
         'default':{'backends':[{'type':'Prometheus','prometheus':{'port':2}},
           {'type':'Prometheus','prometheus':{'port':3}},
           {'type':'OpenTelemetry','openTelemetry':{'endpoint':'otel:4317'}}]}}
        """);
    step(log.put(dataplane("web", "10.0.0.1")));
    step(log.put(dataplane("app", "10.0.0.2")));
    assertThat(addresses("p")).containsExactly("10.0.0.2:1", "10.0.0.1:3");
  }

  @Test
  void aQuestionWaitsForNews() throws Exception {
    metric("default", "all", prometheus(""));
    String none = answer("p").path("version_info").asString();
    CompletableFuture<HttpResponse<String>> waiting =
        HTTP.sendAsync(request("p", none, "2m"), BodyHandlers.ofString());
    step(log.put(dataplane("web", "10.0.0.1")));
    HttpResponse<String> news = waiting.get(60, TimeUnit.SECONDS);
    assertThat(news.statusCode()).isEqualTo(200);
    assertThat(SpecJson.parse(news.body()).at("/resources/0/mesh").asString()).isEqualTo("default");
    String first = SpecJson.parse(news.body()).path("version_info").asString();
    step(log.delete(CoreTypes.DATAPLANE.key("default", Samples.ZONE_1, "web")));
    assertThat(answer("p").path("version_info").asString()).isEqualTo(none).isNotEqualTo(first);
    assertThat(ask("p", none, "50ms").statusCode()).isEqualTo(304);
  }

  @Test
  void onlySoManyWaitAtATime() throws Exception {
    String none = answer("p").path("version_info").asString();
    List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      waiting.add(HTTP.sendAsync(request("p", none, "2m"), BodyHandlers.ofString()));
    }
    Object first =
        CompletableFuture.anyOf(waiting.toArray(CompletableFuture[]::new))
            .get(60, TimeUnit.SECONDS);
    assertThat(((HttpResponse<?>) first).statusCode()).isEqualTo(304);
    assertThat(waiting).filteredOn(CompletableFuture::isDone).hasSize(1);
    metric("default", "all", prometheus(""));
    step(log.put(dataplane("web", "10.0.0.1")));
    for (CompletableFuture<HttpResponse<String>> each : waiting) {
      assertThat(each.get(60, TimeUnit.SECONDS).statusCode()).isIn(200, 304);
    }
    assertThat(waiting).filteredOn(each -> each.join().statusCode() == 200).hasSize(8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "?fetch-timeout=long | {'node':{'id':'p'}} | Could not parse fetch-timeout",
        "^^                  | nonsense            | Could not parse request body",
        "^^                  | []                  | Could not parse request body",
      })
  void whatCannotBeReadIsRefused(String query, String body, String title) throws Exception {
    HttpResponse<String> refused = HTTP.send(request(query, body), BodyHandlers.ofString());
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(SpecJson.parse(refused.body()).path("title").asString()).isEqualTo(title);
  }

  @Test
  void servesNothingElse() throws Exception {
    URI address = URI.create("http://localhost:" + server.port());
    assertThat(
            HTTP.send(
                    HttpRequest.newBuilder(address.resolve("/meshes")).build(),
                    BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(404);
    assertThat(
            HTTP.send(
                    HttpRequest.newBuilder(address.resolve(PATH)).build(), BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(405);
  }

  @Test
  void answersTheSameHoweverItCameThere() throws Exception {
    long seed = Long.getLong("meshlog.seed", System.nanoTime());
    System.out.println("seed " + seed + " (-Dmeshlog.seed)");
    Random random = new Random(seed);
    mesh("m");
    for (int i = 0; i < 300; i++) {
      String mesh = random.nextBoolean() ? "default" : "m";
      String name = "n" + random.nextInt(6);
      ResourceKey dataplane = CoreTypes.DATAPLANE.key(mesh, Samples.ZONE_1, name);
      ResourceKey policy = MeshMetricPolicy.TYPE.key(mesh, Samples.ZONE_1, name);
      switch (random.nextInt(5)) {
        case 0 -> metric(mesh, name, prometheus("'port':" + (1 + random.nextInt(9))));
        case 1 -> metric(mesh, name, prometheus("'clientId':'c" + random.nextInt(2) + "'"));
        case 2 -> delete(policy);
        case 3 -> delete(dataplane);
        default -> step(log.put(dataplane(name, "10.0.0." + random.nextInt(9)).inMesh(mesh)));
      }
      if (random.nextInt(4) == 0) {
        Assignments afresh = new Assignments(() -> MeshState.of(log.image()), threads, 0);
        for (String client : List.of("c0", "c1", "else")) {
          assertThat(assignments.ask(client, "", Duration.ZERO))
              .as("seed %d, step %d", seed, i)
              .isEqualTo(afresh.ask(client, "", Duration.ZERO));
        }
      }
    }
  }

  private void delete(ResourceKey key) {
    if (log.image().find(key).isPresent()) {
      step(log.delete(key));
    }
  }
}
