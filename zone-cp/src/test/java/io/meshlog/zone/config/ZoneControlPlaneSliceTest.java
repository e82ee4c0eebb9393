package io.meshlog.zone.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.meshlog.api.tls.ControlPlaneCertificate;
import io.meshlog.embedded.testing.TestDatabase;
import io.meshlog.embedded.testing.TestPostgres;
import io.meshlog.model.json.SpecJson;
import io.meshlog.store.EventStore;
import io.meshlog.store.insight.InsightStore;
import io.meshlog.store.insight.ProxyStatusStore;
import io.meshlog.store.lease.Presence;
import io.meshlog.xds.XdsType;
import io.meshlog.zone.ZoneControlPlane;
import io.meshlog.zone.ads.AdsClient;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** The program as it is started, on free ports and a database of its own. */
class ZoneControlPlaneSliceTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  @TempDir private Path folder;

  private ConfigurableApplicationContext run(TestDatabase database, String... more) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "--kuma.store.postgres.host=" + database.host(),
                "--kuma.store.postgres.port=" + database.port(),
                "--kuma.store.postgres.user=" + database.user(),
                "--kuma.store.postgres.password=" + database.password(),
                "--kuma.store.postgres.db-name=" + database.name(),
                "--kuma.general.work-dir=" + folder,
                "--kuma.api-server.http.interface=127.0.0.1",
                "--kuma.api-server.http.port=0",
                "--kuma.api-server.https.interface=127.0.0.1",
                "--kuma.api-server.https.port=0",
                "--kuma.diagnostics.server-port=0",
                "--meshlog.diagnostics.server-interface=127.0.0.1",
                "--kuma.dp-server.port=0",
                "--meshlog.dp-server.interface=127.0.0.1",
                "--logging.level.root=WARN"));
    for (String setting : more) {
      settings.removeIf(other -> other.startsWith(setting.substring(0, setting.indexOf('=') + 1)));
      settings.add(setting);
    }
    return SpringApplication.run(ZoneControlPlane.class, settings.toArray(String[]::new));
  }

  @Test
  void givesATokenServesAProxyReportsItAndRemovesItWhenItStaysAway() throws Exception {
    try (TestDatabase database = TestPostgres.shared().newDatabase();
        ConfigurableApplicationContext context =
            run(
                database,
                "--kuma.runtime.universal.dataplane-cleanup-age=2s",
                "--kuma.xds.dataplane-deregistration-delay=1h")) {
      put(context, "never", 18082);
      BlockingQueue<String> insights = new LinkedBlockingQueue<>();
      context
          .getBean(InsightStore.class)
          .subscribe((type, mesh, name, zone, now) -> {
            if (now != null) {
              insights.add(type + ' ' + zone + ' ' + mesh + '.' + name + ' ' + now.body());
            }
          });
      String token =
          post(context, "/tokens/dataplane", "{\"mesh\":\"default\",\"name\":\"web-1\"}");
      assertThat(token).contains(".");
      try (var client =
          AdsClient.sotw(context.getBean(ProxyPort.class).port(), certificate(context), token)) {
        connect(client);
        DiscoveryResponse clusters = client.next();
        assertThat(clusters.getResourcesCount()).isPositive();
        assertThat(insights.poll(20, TimeUnit.SECONDS))
            .startsWith("DataplaneInsight default default.web-1")
            .contains("connectTime")
            .doesNotContain("disconnectTime");
        assertThat(get(context, "/meshes/default/dataplanes/web-1/_overview"))
            .contains("\"controlPlaneInstanceId\"");
      }
      String last = "";
      while (!last.contains("disconnectTime")) {
        last = insights.poll(20, TimeUnit.SECONDS);
        assertThat(last).isNotNull();
      }
      await(() -> get(context, "/meshes/default/dataplanes/web-1").contains("\"status\": 404"));
      assertThat(get(context, "/meshes/default/dataplanes/never"))
          .as("what was never online does not stay away")
          .contains("\"name\": \"never\"");
    }
  }

  @Test
  void tellsWhatAProxyWasToldAlsoAfterARestart() throws Exception {
    try (TestDatabase database = TestPostgres.shared().newDatabase()) {
      String path = "/meshes/default/dataplanes/web-1";
      String pos;
      try (ConfigurableApplicationContext context = run(database)) {
        String token =
            post(context, "/tokens/dataplane", "{\"mesh\":\"default\",\"name\":\"web-1\"}");
        int port = context.getBean(ProxyPort.class).port();
        try (var client = AdsClient.sotw(port, certificate(context), token)) {
          connect(client);
          DiscoveryResponse clusters = client.next();
          client.send(AdsClient.nack(clusters, "no such thing"));
          pos = "" + context.getBean(EventStore.class).live().current().head();
          JsonNode told = json(context, path + "/_config?asOf=" + pos);
          assertThat(told.path("verdict").asString()).isEqualTo("exact");
          assertThat(told.path("push").path("node").path("readinessPort").asInt()).isEqualTo(9902);
          JsonNode now = json(context, path + "/_config");
          assertThat(now.path("xds")).isEqualTo(told.path("xds"));
          assertThat(now.path("xds").has(XdsType.CLUSTER.typeUrl())).isTrue();
        }
      }
      try (ConfigurableApplicationContext context = run(database)) {
        assertThat(json(context, path + "/_config?asOf=" + pos).path("verdict").asString())
            .isEqualTo("exact");
        JsonNode push = json(context, path + "/_pushes").path("items").path(0);
        assertThat(push.path("outcome").asString()).isEqualTo("nacked");
        assertThat(push.path("reason").asString()).isEqualTo("CLUSTER: no such thing");
        assertThat(push.path("position").asString()).endsWith(":" + pos);

        assertThat(get(context, path + "/_config?asOf=yesterday")).contains("\"status\": 400");
        assertThat(get(context, path + "/_config?asOf=1")).contains("\"status\": 404");
        JsonNode shadow = json(context, path + "/_config?shadow=true&include=diff");
        assertThat(shadow.path("xds").has(XdsType.CLUSTER.typeUrl())).isTrue();
        assertThat(shadow.path("diff").isArray()).isTrue();
        assertThat(json(context, path + "/_config?include=diff").path("diff").isArray()).isTrue();
        for (String bad : List.of("shadow=maybe", "include=all")) {
          String parameter = bad.substring(0, bad.indexOf('='));
          for (String name : List.of(path, "/meshes/default/dataplanes/unknown")) {
            assertThat(get(context, name + "/_config?" + bad))
                .as("the query is looked at first")
                .contains("unsupported value for query parameter '" + parameter + "'");
          }
        }
        assertThat(get(context, path + "/_config?shadow=true&asOf=" + pos))
            .contains("\"status\": 400");
        assertThat(get(context, path + "/_pushes?size=0")).contains("\"field\": \"size\"");
        saysWhyItCannotAskAProxy(context);
        for (String unknown : List.of("/meshes/default/dataplanes/x", "/zoneingresses/x")) {
          assertThat(get(context, unknown + "/_config"))
              .contains("Failed to fetch dataplane insight");
          assertThat(get(context, unknown + "/_pushes")).contains("\"status\": 404");
        }
      }
    }
  }

  /**
   * The rows of rest-and-dataplane-protocol.md 3.4 for {@code xds}, {@code stats}, {@code
   * clusters}.
   */
  private static void saysWhyItCannotAskAProxy(ConfigurableApplicationContext context)
      throws Exception {
    for (String operation : List.of("xds", "stats", "clusters")) {
      assertThat(get(context, "/meshes/default/dataplanes/web-1/" + operation))
          .as("a proxy that cannot be reached")
          .contains(
              "\"status\": 500", "Could not execute admin operation", "Internal Server Error");
      assertThat(get(context, "/meshes/default/dataplanes/x/" + operation))
          .contains("\"status\": 404", "Could not get dataplane resource");
      assertThat(get(context, "/zoneingresses/x/" + operation))
          .contains("\"status\": 404", "Could not get zone ingress resource");
      assertThat(get(context, "/zoneegresses/x/" + operation))
          .contains("\"status\": 404", "Could not get zone egress resource");
      assertThat(get(context, "/meshes/none/dataplanes/x/" + operation))
          .contains("\"status\": 404", "Failed to retrieve Mesh");
    }
    assertThat(get(context, "/meshes/default/dataplanes/web-1/heap"))
        .contains("\"status\": 404", "Could not execute admin operation");
    assertThat(get(context, "/zone-ingresses/x/xds")).contains("404: Page Not Found");
    for (String query : List.of("xds?include_eds=x", "stats?usedonly=x", "clusters?format=yaml")) {
      assertThat(get(context, "/meshes/default/dataplanes/web-1/" + query))
          .contains("\"status\": 400", "bad request: unsupported value for query parameter");
    }
    await(() -> get(context, "/audit?kind=proxyInspected").contains("STATS of Dataplane/default"));
  }

  @Test
  void leavesAProxyThatWentOverToAnotherReplicaItsResource() throws Exception {
    try (TestDatabase database = TestPostgres.shared().newDatabase();
        ConfigurableApplicationContext left =
            run(database, "--kuma.xds.dataplane-deregistration-delay=3s");
        ConfigurableApplicationContext right = run(database)) {
      try (var old = client(left, "web-1")) {
        old.next();
        awaitServer(left, left);
        // Its stream to the left lives on for a little, as when a network breaks.
        try (var client = client(right, "web-1")) {
          client.next();
          awaitServer(right, right);
          old.close();
          // A later departure is due later: when it is done, an earlier one would be too.
          try (var other = client(left, "web-2")) {
            other.next();
          }
          await(() -> get(left, "/meshes/default/dataplanes/web-2").contains("404"));
          assertThat(get(left, "/meshes/default/dataplanes/web-1")).contains("\"name\": \"web-1\"");
          JsonNode history = json(left, "/meshes/default/dataplanes/web-1/history").path("items");
          assertThat(history).as("it was never away").hasSize(1);
        }
      }
    }
  }

  /** Waits until all know that this replica serves web-1. */
  private static void awaitServer(
      ConfigurableApplicationContext asked, ConfigurableApplicationContext server)
      throws Exception {
    String replica = server.getBean(Presence.class).self();
    await(() ->
        asked
            .getBean(ProxyStatusStore.class)
            .find("dataplane/default/web-1")
            .filter(status -> status.replica().equals(replica))
            .isPresent());
  }

  private static AdsClient<DiscoveryRequest, DiscoveryResponse> client(
      ConfigurableApplicationContext context, String name) throws Exception {
    String ask = "{\"mesh\":\"default\",\"name\":\"%s\"}".formatted(name);
    int port = context.getBean(ProxyPort.class).port();
    var client =
        AdsClient.sotw(port, certificate(context), post(context, "/tokens/dataplane", ask));
    connect(client, name);
    return client;
  }

  private static void await(Callable<Boolean> wanted) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!wanted.call()) {
      assertThat(System.nanoTime()).as("it happens in time").isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  private static JsonNode json(ConfigurableApplicationContext context, String path)
      throws Exception {
    return SpecJson.parse(get(context, path));
  }

  @Test
  void refusesAProxyWithTheTokenOfAnother() throws Exception {
    try (TestDatabase database = TestPostgres.shared().newDatabase();
        ConfigurableApplicationContext context = run(database)) {
      String token =
          post(context, "/tokens/dataplane", "{\"mesh\":\"default\",\"name\":\"other\"}");
      try (var client =
          AdsClient.sotw(context.getBean(ProxyPort.class).port(), certificate(context), token)) {
        connect(client);
        assertThat(client.end())
            .hasMessage(
                "UNKNOWN: authentication failed: proxy name from requestor: web-1 is different than"
                    + " in token: other");
      }
    }
  }

  @Test
  void saysWhichSettingStopsIt() {
    try (TestDatabase database = TestPostgres.shared().newDatabase()) {
      assertThatThrownBy(() -> run(database, "--kuma.mode=global"))
          .rootCause()
          .hasMessageStartingWith("KUMA_MODE: this program is a zone's control plane");
      assertThatThrownBy(() -> run(database, "--kuma.dp-server.port=70000"))
          .rootCause()
          .hasMessage("KUMA_DP_SERVER_PORT: 70000 is no port");
      assertThatThrownBy(
              () -> run(database, "--kuma.multizone.zone.global-address=grpcs://global:5685"))
          .rootCause()
          .hasMessageContaining("MESHLOG_KAFKA_BOOTSTRAP_SERVERS");
      assertThatThrownBy(() -> run(database, "--kuma.dns-server.cidr=241.7.0.0/16"))
          .rootCause()
          .hasMessage("KUMA_DNS_SERVER_CIDR: services by identity have all of 241.7.0.0/16");
      assertThatThrownBy(() -> run(database, "--meshlog.dp-server.interface=no such host"))
          .rootCause()
          .hasMessageStartingWith("MESHLOG_DP_SERVER_INTERFACE: ");
    }
  }

  private static void put(ConfigurableApplicationContext context, String name, int port)
      throws Exception {
    String resource =
        """
        {"type":"Dataplane","mesh":"default","name":"%s","networking":{"address":"127.0.0.1",
         "inbound":[{"port":%d,"tags":{"kuma.io/service":"web"}}]}}\
        """
            .formatted(name, port);
    int status =
        HTTP.send(
                HttpRequest.newBuilder(uri(context, "/meshes/default/dataplanes/" + name))
                    .header("content-type", "application/json")
                    .PUT(HttpRequest.BodyPublishers.ofString(resource))
                    .build(),
                HttpResponse.BodyHandlers.ofString())
            .statusCode();
    assertThat(status).isEqualTo(201);
  }

  private static void connect(AdsClient<DiscoveryRequest, DiscoveryResponse> client) {
    connect(client, "web-1");
  }

  private static void connect(AdsClient<DiscoveryRequest, DiscoveryResponse> client, String name) {
    String resource =
        """
        {"type":"Dataplane","mesh":"default","name":"%s","networking":{"address":"127.0.0.1",
         "inbound":[{"port":18080,"tags":{"kuma.io/service":"web"}}]}}\
        """
            .formatted(name);
    Node node =
        Node.newBuilder()
            .setId("default." + name)
            .setMetadata(
                Struct.newBuilder()
                    .putFields("dataplane.resource", text(resource))
                    .putFields("dataplane.readinessReporter.port", text("9902")))
            .build();
    client.send(AdsClient.first(node, XdsType.CLUSTER));
  }

  private static Value text(String value) {
    return Value.newBuilder().setStringValue(value).build();
  }

  private static X509Certificate certificate(ConfigurableApplicationContext context)
      throws Exception {
    String pem = context.getBean(ControlPlaneCertificate.class).certificatePem();
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }

  private static URI uri(ConfigurableApplicationContext context, String path) {
    int port = ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private static String get(ConfigurableApplicationContext context, String path) throws Exception {
    return HTTP.send(
            HttpRequest.newBuilder(uri(context, path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static String post(ConfigurableApplicationContext context, String path, String body)
      throws Exception {
    return HTTP.send(
            HttpRequest.newBuilder(uri(context, path))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
