package io.meshlog.zone.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.zone.BootstrapCall;
import io.meshlog.zone.RealEnvoy;
import io.meshlog.zone.TestZone;
import io.meshlog.zone.dpserver.HttpAsk;
import io.meshlog.zone.dpserver.TestTls;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The table of answers in rest-and-dataplane-protocol.md 5.1, over HTTPS. */
class BootstrapSliceTest {
  private static final String JSON = "application/json";
  private static final String DATAPLANE =
      """
      {"type":"Dataplane","mesh":"default","name":"web-1","networking":{"address":"127.0.0.1",
       "inbound":[{"port":18080,"tags":{"kuma.io/service":"web"}}],
       "outbound":[{"port":18081,"tags":{"kuma.io/service":"db"}}]}}\
      """;
  @TempDir private Path folder;
  private static TestZone zone;
  private BootstrapCall call;

  @BeforeAll
  static void start() throws Exception {
    zone = new TestZone();
    zone.put("{type: Mesh, name: default}");
    zone.put(
        """
        type: Dataplane
        mesh: default
        name: stored
        networking:
          address: 127.0.0.1
          admin: {port: 19901}
          inbound: [{port: 18090, tags: {kuma.io/service: stored}}]
        """);
    zone.requireTokens();
  }

  @AfterAll
  static void stop() throws Exception {
    zone.close();
  }

  @BeforeEach
  void call() throws Exception {
    call = new BootstrapCall(zone);
    call.request.put("name", "web-1");
    call.request.put("dataplaneToken", "token-web-1");
  }

  private static void answers(HttpResponse<String> response, int status, String body) {
    assertThat(response.statusCode() + " " + response.body()).isEqualTo(status + " " + body);
  }

  private static JsonNode node(String yaml) {
    return YAMLMapper.builder().build().readTree(yaml);
  }

  @Test
  void refusesWhatIsNoJson() throws Exception {
    answers(call.send("localhost", "{", JSON), 400, "");
    answers(call.send("localhost", "[]", JSON), 400, "");
    answers(call.send("localhost", "", JSON), 400, "");
  }

  @Test
  void asksForATokenBeforeItLooksForTheResource() throws Exception {
    call.request.remove("dataplaneToken");
    call.request.put("name", "nobody");
    HttpResponse<String> response = call.send();
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(response.body()).startsWith("Dataplane Token is required. Generate token using");
  }

  @Test
  void refusesATokenThatCannotBeAcceptedLater() throws Exception {
    call.request.put("dataplaneResource", DATAPLANE);
    call.request.put("dataplaneToken", "wrong");
    answers(call.send(), 422, "authentication failed: not a token of web-1");
  }

  @Test
  void asksToComeBackWhileTheKeyIsNotHere() throws Exception {
    call.request.put("dataplaneResource", DATAPLANE);
    call.request.put("dataplaneToken", "later");
    answers(call.send(), 503, "authentication failed: no key yet");
  }

  @Test
  void namesTheFieldsOfAnInvalidResource() throws Exception {
    call.request.put("dataplaneResource", DATAPLANE.replace("18080", "0"));
    answers(call.send(), 422, "networking.inbound[0].port: port must be in the range [1, 65535]");
  }

  @Test
  void saysThatTheMeshIsMissing() throws Exception {
    call.request.put("dataplaneResource", DATAPLANE.replace("\"default\"", "\"x\""));
    answers(call.send(), 422, "mesh: mesh \"x\" does not exist");
  }

  @Test
  void refusesOutboundsOfATransparentProxy() throws Exception {
    call.request.put("dataplaneResource", DATAPLANE);
    call.request.putObject("dataplaneConfig").put("ipFamilyMode", "DualStack");
    answers(
        call.send(),
        422,
        "outbound: should be empty since dataplane is in Transparent Proxying mode");
  }

  @Test
  void letsAProxyWaitForItsResourceByAnEmptyAnswer() throws Exception {
    answers(call.send(), 404, "");
  }

  @Test
  void refusesAHostThatItsCertificateDoesNotName() throws Exception {
    call.request.put("dataplaneResource", DATAPLANE);
    var rules =
        new BootstrapRules(
            zone.store().live()::current,
            zone.admission(),
            zone.credentials(),
            (proxy, client, path, status, why) -> {},
            zone.settings());
    var request = BootstrapRequest.read(call.request.toString().getBytes()).orElseThrow();
    assertThat(rules.decide(request, "other.example:5678", "127.0.0.1"))
        .isInstanceOfSatisfying(
            BootstrapDecision.Refused.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(400);
              assertThat(refused.text())
                  .startsWith(
                      "A data plane proxy is trying to connect to the control plane using"
                          + " \"other.example\" address, but the certificate in the control plane"
                          + " has the following SANs [127.0.0.1, localhost].");
            });
  }

  @Test
  void refusesACaThatIsNone() throws Exception {
    call.request.put("dataplaneResource", DATAPLANE);
    call.request.put("caCert", TestTls.forLoopback(false).pem());
    HttpResponse<String> response = call.send();
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body())
        .startsWith(
            "A data plane proxy is trying to verify the control plane using the certificate which"
                + " is not a certificate authority");
  }

  @Test
  void answersOtherFaultsWithAnEmptyError() throws Exception {
    call.request.put("dataplaneResource", "{\"type\":\"ZoneIngress\",\"name\":\"web-1\"}");
    answers(call.send(), 500, "");
    call.request.put("dataplaneResource", "a: [");
    answers(call.send(), 500, "");
    call.request.remove("dataplaneResource");
    call.request.put("proxyType", "sidecar");
    answers(call.send(), 500, "");
  }

  @Test
  void givesTheStoredResourceItsBootstrap() throws Exception {
    call.request.put("name", "stored");
    call.request.put("dataplaneToken", "token-stored");
    JsonNode bootstrap = node(call.yaml());

    assertThat(bootstrap.at("/node/id").asString()).isEqualTo("default.stored");
    assertThat(bootstrap.at("/node/cluster").asString()).isEqualTo("stored");
    assertThat(bootstrap.at("/admin/address/socketAddress/portValue").asInt()).isEqualTo(19901);
    assertThat(bootstrap.at("/node/metadata").path("dataplane.admin.port").asString())
        .isEqualTo("19901");
    assertThat(bootstrap.at("/dynamicResources/adsConfig/apiType").asString()).isEqualTo("GRPC");
    assertThat(
            bootstrap
                .at("/dynamicResources/adsConfig/grpcServices/0/initialMetadata/0/value")
                .asString())
        .isEqualTo("token-stored");
  }

  @Test
  void givesABareYamlToWhoAcceptsAnythingElse() throws Exception {
    call.request.put("dataplaneResource", DATAPLANE);
    HttpResponse<String> response = call.send("localhost", call.request.toString(), "text/x-yaml");
    assertThat(response.headers().firstValue("content-type")).contains("text/x-yaml");
    assertThat(node(response.body()).at("/node/id").asString()).isEqualTo("default.web-1");
  }

  @Test
  void answersInTheShapeThatKumaDpReads() throws Exception {
    call.request.put("dataplaneResource", DATAPLANE);
    JsonNode body = JsonMapper.builder().build().readTree(call.send().body());
    assertThat(Base64.getDecoder().decode(body.path("bootstrap").asString())).isNotEmpty();
    assertThat(body.path("kumaSidecarConfiguration").toString())
        .isEqualTo(
            "{\"networking\":{\"address\":\"127.0.0.1\",\"corefileTemplate\":null},"
                + "\"metrics\":{\"aggregate\":[]}}");
  }

  @Test
  void asksForDeltaWhenTheProxyCan() throws Exception {
    call.request.put("dataplaneResource", DATAPLANE);
    call.request.putArray("features").add("feature-delta-grpc").add("feature-reuse-port");
    JsonNode bootstrap = node(call.yaml());
    assertThat(bootstrap.at("/dynamicResources/adsConfig/apiType").asString())
        .isEqualTo("DELTA_GRPC");
    assertThat(bootstrap.at("/node/metadata/features/1").asString())
        .isEqualTo("feature-reuse-port");
  }

  @Test
  void asksSidecarsToProbeAndNoZoneProxy() throws Exception {
    call.request.put("dataplaneResource", DATAPLANE);
    JsonNode health = node(call.yaml()).path("hdsConfig");
    assertThat(health.path("apiType").asString()).isEqualTo("GRPC");
    assertThat(health.at("/grpcServices/0/initialMetadata/0/value").asString())
        .isEqualTo("token-web-1");
    call.request.put("proxyType", "egress");
    call.request.put(
        "dataplaneResource",
        "{\"type\":\"ZoneEgress\",\"name\":\"web-1\",\"networking\":{\"address\":\"127.0.0.1\",\"port\":18084}}");
    JsonNode egress = node(call.yaml());
    assertThat(egress.has("hdsConfig")).isFalse();
    assertThat(egress.at("/node/id").asString()).isEqualTo(".web-1");
    assertThat(egress.at("/node/cluster").asString()).isEqualTo("egress");
  }

  @Test
  void hasEnvoyReadItsTokenFromItsFileWhereThatIsWanted() throws Exception {
    call.request.put("dataplaneResource", DATAPLANE);
    call.request.put("dataplaneTokenPath", "/run/token");
    assertThat(node(call.yaml()).at("/dynamicResources/adsConfig/grpcServices/0").has("envoyGrpc"))
        .isTrue();
    zone.tokensFromFiles(true);
    try {
      JsonNode bootstrap = node(call.yaml());
      JsonNode google = bootstrap.at("/dynamicResources/adsConfig/grpcServices/0/googleGrpc");
      assertThat(
              google.at("/callCredentials/0/fromPlugin/typedConfig/secretData/filename").asString())
          .isEqualTo("/run/token");
      assertThat(google.path("targetUri").asString()).isEqualTo("localhost:" + zone.port());
      assertThat(bootstrap.at("/staticResources/clusters").findValuesAsString("name"))
          .contains("access_log_sink")
          .doesNotContain("ads_cluster");
      call.request.remove("dataplaneTokenPath");
      assertThat(
              node(call.yaml()).at("/dynamicResources/adsConfig/grpcServices/0").has("envoyGrpc"))
          .as("a token without a file")
          .isTrue();
    } finally {
      zone.tokensFromFiles(false);
    }
  }

  @Test
  void namesWhatItAddsByUnifiedNamesOnlyInAMeshThatDoesWithoutServiceTags() throws Exception {
    call.request.putArray("features").add("feature-unified-resource-naming");
    call.request.put("dataplaneResource", DATAPLANE);
    assertThat(node(call.yaml()).at("/staticResources/clusters/0/name").asString())
        .isEqualTo("ads_cluster");
    zone.put("{type: Mesh, name: exclusive, meshServices: {mode: Exclusive}}");
    call.request.put("dataplaneResource", DATAPLANE.replace("default", "exclusive"));
    JsonNode bootstrap = node(call.yaml());
    assertThat(bootstrap.at("/staticResources/clusters/0/name").asString()).isEqualTo("system_ads");
    assertThat(bootstrap.at("/staticResources/clusters/1/name").asString())
        .isEqualTo("system_access_log_sink");
    assertThat(
            bootstrap
                .at("/dynamicResources/adsConfig/grpcServices/0/envoyGrpc/clusterName")
                .asString())
        .isEqualTo("system_ads");
  }

  @Test
  void protectsBuiltinGatewaysFromOverload() throws Exception {
    call.request.put(
        "dataplaneResource",
        """
        {"type":"Dataplane","mesh":"default","name":"web-1","networking":{"address":"127.0.0.1",
         "gateway":{"type":"BUILTIN","tags":{"kuma.io/service":"edge"}}}}\
        """);
    assertThat(node(call.yaml()).at("/overloadManager/actions")).isEmpty();
    call.request.putObject("resources").put("maxHeapSizeBytes", 100_000_000);
    JsonNode overload = node(call.yaml()).path("overloadManager");
    assertThat(overload.path("resourceMonitors").findValuesAsString("name"))
        .containsExactly(
            "envoy.resource_monitors.fixed_heap",
            "envoy.resource_monitors.global_downstream_max_connections");
    assertThat(overload.path("actions").findValuesAsString("name"))
        .contains(
            "envoy.overload_actions.shrink_heap", "envoy.overload_actions.stop_accepting_requests");
    Path file = Files.writeString(folder.resolve("gateway.yaml"), call.yaml());
    assertThat(RealEnvoy.refuses(file)).isEmpty();
  }

  @Test
  void tellsKumaDpWhichMetricsToJoin() throws Exception {
    zone.put(
        """
        type: Mesh
        name: metrics
        metrics:
          enabledBackend: prom
          backends:
          - name: prom
            type: prometheus
            conf: {aggregate: [{name: app, port: 8080}, {name: side, port: 9090, path: /m}]}
        """);
    call.request.put(
        "dataplaneResource",
        DATAPLANE
            .replace("\"default\"", "\"metrics\"")
            .replace(
                "\"networking\"",
                "\"metrics\":{\"type\":\"prometheus\",\"conf\":{\"aggregate\":"
                    + "[{\"name\":\"side\",\"enabled\":false},{\"name\":\"own\",\"port\":7070,\"address\":\"127.0.0.9\"}]}},"
                    + "\"networking\""));
    JsonNode body = JsonMapper.builder().build().readTree(call.send().body());
    assertThat(body.at("/kumaSidecarConfiguration/metrics/aggregate").toString())
        .isEqualTo(
            "[{\"name\":\"app\",\"address\":\"127.0.0.1\",\"port\":8080,\"path\":\"/metrics\"},"
                + "{\"name\":\"own\",\"address\":\"127.0.0.9\",\"port\":7070,\"path\":\"/metrics\"}]");
  }

  @Test
  void handsBackWhatTheProxyToldForItsStream() throws Exception {
    call.request.put("dataplaneResource", DATAPLANE);
    call.request.put("dnsPort", 15054);
    call.request.put("readinessPort", 9902);
    call.request.put("appProbeProxyDisabled", true);
    call.request.putObject("otelEnv").put("pipeEnabled", true);
    call.request.putObject("dynamicMetadata").put("version.dependencies.coredns", "1.12");
    call.request.withObject("version").withObject("kumaDp").put("version", "2.12.0");
    JsonNode metadata = node(call.yaml()).at("/node/metadata");
    assertThat(metadata.path("dataplane.dns.port").asString()).isEqualTo("15054");
    assertThat(metadata.path("dataplane.readinessReporter.port").asString()).isEqualTo("9902");
    assertThat(metadata.path("dataplane.appProbeProxy.enabled").asString()).isEqualTo("true");
    assertThat(metadata.at("/otelEnvInventory/pipeEnabled").asBoolean()).isTrue();
    assertThat(metadata.path("dynamicMetadata").path("version.dependencies.coredns").asString())
        .isEqualTo("1.12");
    assertThat(metadata.at("/version/kumaDp/version").asString()).isEqualTo("2.12.0");
    assertThat(metadata.path("dataplane.proxyType").asString()).isEqualTo("dataplane");
  }

  @Test
  void answersAnotherPathAsGoDoes() throws Exception {
    BootstrapEndpoint endpoint =
        new BootstrapEndpoint(
            new BootstrapRules(
                zone.store().live()::current,
                zone.admission(),
                zone.credentials(),
                (proxy, client, path, status, why) -> {},
                zone.settings()));
    var reply =
        endpoint.answer(new HttpAsk("GET", "/ready", "localhost", "", new byte[0], "127.0.0.1"));
    assertThat(reply.status()).isEqualTo(404);
    assertThat(new String(reply.body())).isEqualTo("404 page not found\n");
  }
}
