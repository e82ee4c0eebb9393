package io.meshlog.zone.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.nimbusds.jwt.SignedJWT;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.meshlog.api.tls.ControlPlaneCertificate;
import io.meshlog.api.token.RsaKeyPem;
import io.meshlog.embedded.testing.TestDatabase;
import io.meshlog.embedded.testing.TestPostgres;
import io.meshlog.model.json.SpecJson;
import io.meshlog.xds.XdsType;
import io.meshlog.zone.BootstrapCall;
import io.meshlog.zone.ZoneControlPlane;
import io.meshlog.zone.ads.AdsClient;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** A zone's control plane as it is started: tokens of its API at its bootstrap and its streams. */
class TokensAtWorkSliceTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  @TempDir private static Path folder;
  private static TestDatabase database;
  private static ConfigurableApplicationContext context;
  private static X509Certificate certificate;

  @BeforeAll
  static void start() throws Exception {
    database = TestPostgres.shared().newDatabase();
    context =
        SpringApplication.run(
            ZoneControlPlane.class,
            "--kuma.store.postgres.host=" + database.host(),
            "--kuma.store.postgres.port=" + database.port(),
            "--kuma.store.postgres.user=" + database.user(),
            "--kuma.store.postgres.password=" + database.password(),
            "--kuma.store.postgres.db-name=" + database.name(),
            "--kuma.general.work-dir=" + folder,
            "--kuma.api-server.http.interface=127.0.0.1",
            "--kuma.api-server.http.port=0",
            "--kuma.api-server.https.enabled=false",
            "--kuma.diagnostics.server-port=0",
            "--meshlog.diagnostics.server-interface=127.0.0.1",
            "--kuma.dp-server.port=0",
            "--meshlog.dp-server.interface=127.0.0.1",
            "--kuma.multizone.zone.name=zone-1",
            "--kuma.monitoring-assignment-server.tls-enabled=true",
            "--meshlog.monitoring-assignment-server.interface=127.0.0.1",
            "--meshlog.audit.repeats=2s",
            "--kuma.access.static.get-config-dump.groups=mesh-system:admin",
            "--kuma.access.static.view-stats.groups=mesh-system:admin",
            "--kuma.access.static.view-clusters.groups=mesh-system:admin",
            "--logging.level.root=WARN");
    String pem = context.getBean(ControlPlaneCertificate.class).certificatePem();
    certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }

  @AfterAll
  static void stop() throws Exception {
    context.close();
    database.close();
  }

  // --- as an admin

  private static HttpResponse<String> rest(String method, String path, String body)
      throws Exception {
    int port = ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    return HTTP.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("content-type", "application/json")
            .method(method, BodyPublishers.ofString(body.replace('\'', '"')))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static String ok(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
    return answer.body();
  }

  private static void mesh(String name) throws Exception {
    ok(rest("PUT", "/meshes/" + name, "{'type':'Mesh','name':'%s'}".formatted(name)));
  }

  private static String token(String body) throws Exception {
    return ok(rest("POST", "/tokens/dataplane", body));
  }

  private static String zoneToken(String body) throws Exception {
    return ok(rest("POST", "/tokens/zone", body));
  }

  private static void secret(String type, String mesh, String name, byte[] content)
      throws Exception {
    String data = Base64.getEncoder().encodeToString(content);
    boolean global = type.equals("GlobalSecret");
    ok(
        rest(
            "PUT",
            (global ? "/global-secrets/" : "/meshes/" + mesh + "/secrets/") + name,
            "{'type':'%s','name':'%s'%s,'data':'%s'}"
                .formatted(type, name, global ? "" : ",'mesh':'" + mesh + "'", data)));
  }

  /** It asks for no token, as Kuma's: whoever reaches the port may know what there is to scrape. */
  @Test
  void prometheusAsksOverTlsWhatToScrape() throws Exception {
    mesh("observed");
    ok(
        rest(
            "PUT",
            "/meshes/observed/meshmetrics/all",
            "{'type':'MeshMetric','name':'all','mesh':'observed','spec':{'default':{'backends':"
                + "[{'type':'Prometheus','prometheus':{'clientId':'p'}}]}}}"));
    ok(
        rest(
            "PUT",
            "/meshes/observed/dataplanes/web",
            "{'type':'Dataplane','name':'web','mesh':'observed','networking':{'address':'10.0.0.1',"
                + "'inbound':[{'port':80,'tags':{'kuma.io/service':'web'}}]}}"));
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("cp", certificate);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    int port = context.getBean(MonitoringConfiguration.Monitoring.class).port();
    URI address =
        URI.create(
            "https://localhost:" + port + "/v3/discovery:monitoringassignments?fetch-timeout=2m");
    try (HttpClient client = HttpClient.newBuilder().sslContext(tls).build()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(address)
                  .POST(BodyPublishers.ofString("{\"node\":{\"id\":\"p\"}}"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      JsonNode found = SpecJson.parse(answer.body()).path("resources");
      assertThat(found.size()).isEqualTo(1);
      assertThat(found.at("/0/service").asString()).isEqualTo("web");
      assertThat(found.at("/0/targets/0/address").asString()).isEqualTo("10.0.0.1:5670");
    }
  }

  private static String idOf(String token) throws Exception {
    return SignedJWT.parse(token).getJWTClaimsSet().getJWTID();
  }

  private static void await(Callable<Boolean> wanted) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!wanted.call()) {
      assertThat(System.nanoTime()).as("it happens in time").isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  // --- as a proxy

  private static String dataplane(String mesh, String name, String tags) {
    return "{'type':'Dataplane','mesh':'%s','name':'%s','networking':{'address':'127.0.0.1','inbound':[{'port':18080,'tags':{%s}}]}}"
        .formatted(mesh, name, tags)
        .replace('\'', '"');
  }

  private static String ingress(String name) {
    return "{'type':'ZoneIngress','name':'%s','networking':{'address':'127.0.0.1','port':10001}}"
        .formatted(name)
        .replace('\'', '"');
  }

  private static Value text(String value) {
    return Value.newBuilder().setStringValue(value).build();
  }

  /**
   * @param resource empty for one that is stored
   */
  private static AdsClient<DiscoveryRequest, DiscoveryResponse> connect(
      String kind, String id, String resource, String token) throws Exception {
    Struct.Builder metadata =
        Struct.newBuilder()
            .putFields("dataplane.proxyType", text(kind))
            .putFields("dataplane.readinessReporter.port", text("9902"));
    if (!resource.isEmpty()) {
      metadata.putFields("dataplane.resource", text(resource));
    }
    var client = AdsClient.sotw(context.getBean(ProxyPort.class).port(), certificate, token);
    client.send(
        AdsClient.first(
            Node.newBuilder().setId(id).setMetadata(metadata).build(), XdsType.CLUSTER));
    return client;
  }

  private static String end(AdsClient<DiscoveryRequest, DiscoveryResponse> client)
      throws Exception {
    return client.end().getMessage();
  }

  private static void refused(String kind, String id, String resource, String token, String why)
      throws Exception {
    try (var client = connect(kind, id, resource, token)) {
      assertThat(end(client)).isEqualTo("UNKNOWN: authentication failed: " + why);
    }
  }

  private static HttpResponse<String> bootstrap(
      String kind, String mesh, String name, String resource, String token) throws Exception {
    BootstrapCall call = new BootstrapCall(context.getBean(ProxyPort.class).port(), certificate);
    call.request.put("proxyType", kind);
    call.request.put("mesh", mesh);
    call.request.put("name", name);
    if (!token.isEmpty()) {
      call.request.put("dataplaneToken", token);
    }
    if (!resource.isEmpty()) {
      call.request.put("dataplaneResource", resource);
    }
    return call.send();
  }

  private static void noBootstrap(
      String kind, String mesh, String name, String resource, String token, String why)
      throws Exception {
    HttpResponse<String> answer = bootstrap(kind, mesh, name, resource, token);
    assertThat(answer.statusCode() + " " + answer.body())
        .isEqualTo("422 authentication failed: " + why);
    assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/plain");
  }

  // --- the tests

  @ParameterizedTest
  @ValueSource(strings = {"Secret", "GlobalSecret"})
  void aRevokedTokenEndsItsStreamAndOpensNoOther(String type) throws Exception {
    String mesh = "revoked-" + type.toLowerCase(java.util.Locale.ROOT);
    mesh(mesh);
    String id = mesh + ".web-1";
    String web = dataplane(mesh, "web-1", "'kuma.io/service':'web'");
    String token = token("{'mesh':'%s','name':'web-1'}".formatted(mesh));
    String other = token("{'mesh':'%s','name':'web-2'}".formatted(mesh));
    String name = "dataplane-token-revocations-" + mesh;
    try (var client = connect("dataplane", id, web, token);
        var neighbour =
            connect(
                "dataplane",
                mesh + ".web-2",
                dataplane(mesh, "web-2", "'kuma.io/service':'web'"),
                other)) {
      client.next();
      neighbour.send(AdsClient.ack(neighbour.next()));
      secret(type, mesh, name, ("x," + idOf(token) + "\n").getBytes(StandardCharsets.UTF_8));
      assertThat(end(client)).isEqualTo("UNKNOWN: authentication failed: token is revoked");
      noBootstrap("dataplane", mesh, "web-1", web, token, "token is revoked");
      refused("dataplane", id, web, token, "token is revoked");
      neighbour.send(AdsClient.ask(XdsType.LISTENER));
      neighbour.next();
    }
    secret(type, mesh, name, "x".getBytes(StandardCharsets.UTF_8));
    await(() -> bootstrap("dataplane", mesh, "web-1", web, token).statusCode() == 200);
    try (var client = connect("dataplane", id, web, token)) {
      client.next();
    }
  }

  @Test
  void aKeyIsRotatedAndItsTokensGoWithIt() throws Exception {
    mesh("rotated");
    String web = dataplane("rotated", "web-1", "'kuma.io/service':'web'");
    String old = token("{'mesh':'rotated','name':'web-1'}");
    secret("Secret", "rotated", "dataplane-token-signing-key-rotated-2", RsaKeyPem.generate());
    String fresh = token("{'mesh':'rotated','name':'web-1'}");
    assertThat(SignedJWT.parse(fresh).getHeader().getKeyID()).isEqualTo("2");
    String gone =
        "there is no signing key with KID 1. Secret of name"
            + " \"dataplane-token-signing-key-rotated-1\" in mesh \"rotated\" is not found. If"
            + " signing key was rotated, regenerate the token";
    try (var client = connect("dataplane", "rotated.web-1", web, old)) {
      client.next();
      ok(rest("DELETE", "/meshes/rotated/secrets/dataplane-token-signing-key-rotated-1", ""));
      assertThat(end(client)).isEqualTo("UNKNOWN: authentication failed: " + gone);
    }
    noBootstrap("dataplane", "rotated", "web-1", web, old, gone);
    assertThat(bootstrap("dataplane", "rotated", "web-1", web, fresh).statusCode()).isEqualTo(200);
    try (var client = connect("dataplane", "rotated.web-1", web, fresh)) {
      client.next();
    }
  }

  @Test
  void anExpiredOrMissingOrForgedTokenIsRefused() throws Exception {
    mesh("refused");
    String web = dataplane("refused", "web-1", "'kuma.io/service':'web'");
    String brief = token("{'mesh':'refused','name':'web-1','validFor':'1s'}");
    await(() -> bootstrap("dataplane", "refused", "web-1", web, brief).statusCode() == 422);
    noBootstrap("dataplane", "refused", "web-1", web, brief, "token is expired");
    refused("dataplane", "refused.web-1", web, brief, "token is expired");

    HttpResponse<String> missing = bootstrap("dataplane", "refused", "web-1", web, "");
    assertThat(missing.statusCode()).isEqualTo(422);
    assertThat(missing.body()).startsWith("Dataplane Token is required. Generate token using");
    refused("dataplane", "refused.web-1", web, "", "no token was sent");

    mesh("refused-2");
    String foreign = token("{'mesh':'refused-2'}");
    noBootstrap("dataplane", "refused", "web-1", web, foreign, "token signature is invalid");
    refused("dataplane", "refused.web-1", web, foreign, "token signature is invalid");
    assertThat(rest("GET", "/meshes/refused/dataplanes/web-1", "").statusCode())
        .as("nothing of it was stored")
        .isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'mesh':'bound','name':'a'}|proxy name from requestor: web-1 is different than in token: a",
        "{'mesh':'bound','tags':{'kuma.io/service':['api']}}|dataplane contains tag \"kuma.io/service\" with value \"web\" which is not allowed with this token. Allowed values in token are [\"api\"]",
        "{'mesh':'bound','tags':{'team':['a','b']}}|dataplane has no tag \"team\" required by the token",
        "{'mesh':'bound','workload':'w'}|dataplane has no workload label required by the token",
      })
  void aProxyIsOnlyWhatItsTokenSays(String claims, String why) throws Exception {
    mesh("bound");
    String web = dataplane("bound", "web-1", "'kuma.io/service':'web'");
    String token = token(claims);
    noBootstrap("dataplane", "bound", "web-1", web, token, why);
    refused("dataplane", "bound.web-1", web, token, why);
  }

  @Test
  void aTokenMustBeGoodForWhatIsStoredAsWellAsForWhatReplacesIt() throws Exception {
    mesh("stored");
    String payments = dataplane("stored", "dp-1", "'kuma.io/service':'payments'");
    ok(rest("PUT", "/meshes/stored/dataplanes/dp-1", payments));
    String token = token("{'mesh':'stored','tags':{'kuma.io/service':['api']}}");
    String api = dataplane("stored", "dp-1", "'kuma.io/service':'api'");
    String why =
        "dataplane contains tag \"kuma.io/service\" with value \"payments\" which is not allowed"
            + " with this token. Allowed values in token are [\"api\"]";
    noBootstrap("dataplane", "stored", "dp-1", api, token, why);
    refused("dataplane", "stored.dp-1", api, token, why);
    refused("dataplane", "stored.dp-1", "", token, why);
    assertThat(rest("GET", "/meshes/stored/dataplanes/dp-1", "").body())
        .contains("payments")
        .doesNotContain("\"api\"");
  }

  @Test
  void whoseResourceBecomesWhatItsTokenForbidsGetsNothingOfIt() throws Exception {
    mesh("changed");
    String path = "/meshes/changed/dataplanes/dp-1";
    ok(rest("PUT", path, dataplane("changed", "dp-1", "'kuma.io/service':'api'")));
    String token = token("{'mesh':'changed','tags':{'kuma.io/service':['api','web']}}");
    try (var client = connect("dataplane", "changed.dp-1", "", token)) {
      client.next();
      ok(rest("PUT", path, dataplane("changed", "dp-1", "'kuma.io/service':'payments'")));
      assertThat(end(client))
          .isEqualTo(
              "UNKNOWN: authentication failed: dataplane contains tag \"kuma.io/service\" with"
                  + " value \"payments\" which is not allowed with this token. Allowed values in"
                  + " token are [\"api\" \"web\"]");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'zone':'zone-1','scope':['egress']}|token cannot be used to authenticate zone entity (ingress is out of token's scope: [egress])",
        "{'zone':'zone-1','scope':[]}|token cannot be used to authenticate zone entity (ingress is out of token's scope: [])",
        "{'zone':'zone-2','scope':['ingress']}|zone from requestor: zone-1 is different than in token: zone-2",
      })
  void aZoneProxyIsOnlyWhatItsTokenSays(String claims, String why) throws Exception {
    String token = zoneToken(claims);
    noBootstrap("ingress", "", "in-1", ingress("in-1"), token, why);
    refused("ingress", ".in-1", ingress("in-1"), token, why);
  }

  @Test
  void aZoneTokenIsRevoked() throws Exception {
    String token = zoneToken("{'scope':['ingress','egress']}");
    String dataplane = token("{'mesh':'default'}");
    noBootstrap("ingress", "", "in-2", ingress("in-2"), dataplane, "token signature is invalid");
    try (var client = connect("ingress", ".in-2", ingress("in-2"), token)) {
      client.send(AdsClient.ask(XdsType.LISTENER));
      client.next();
      secret(
          "GlobalSecret",
          "",
          "zone-token-revocations",
          idOf(token).getBytes(StandardCharsets.UTF_8));
      assertThat(end(client)).isEqualTo("UNKNOWN: authentication failed: token is revoked");
    }
    noBootstrap("ingress", "", "in-2", ingress("in-2"), token, "token is revoked");
    ok(rest("DELETE", "/global-secrets/zone-token-revocations", ""));
    assertThat(bootstrap("ingress", "", "in-2", ingress("in-2"), token).statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"_config", "_pushes", "xds", "stats", "clusters"})
  void whatAProxyHasIsShownToWhomTheListsName(String operation) throws Exception {
    mesh("shown");
    String path = "/meshes/shown/dataplanes/dp-1";
    ok(rest("PUT", path, dataplane("shown", "dp-1", "'kuma.io/service':'api'")));
    int port = ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    HttpResponse<String> denied =
        HTTP.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path + '/' + operation))
                .header("x-real-ip", "10.1.1.1")
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(denied.statusCode()).as(denied.body()).isEqualTo(403);
    JsonNode problem = SpecJson.parse(denied.body());
    assertThat(problem.path("title").asString()).isEqualTo("Access Denied");
    assertThat(problem.path("detail").asString()).isEqualTo("action not allowed");
    assertThat(rest("GET", path + '/' + operation, "").statusCode()).isNotEqualTo(403);
  }

  @Test
  void refusalsAreNotedAndNeverMoreThanAFew() throws Exception {
    mesh("noted");
    String web = dataplane("noted", "web-1", "'kuma.io/service':'web'");
    String wrong = token("{'mesh':'noted','name':'web-9'}");
    String why = "proxy name from requestor: web-1 is different than in token: web-9";
    int times = 30;
    for (int i = 0; i < times; i++) {
      noBootstrap("dataplane", "noted", "web-1", web, wrong, why);
    }
    refused("dataplane", "noted.web-1", web, wrong, why);
    await(() -> noted(422).stream().mapToInt(row -> row.path("times").asInt()).sum() == times);
    List<JsonNode> rows = noted(422);
    assertThat(rows.size()).as("of %s refusals", times).isLessThan(times);
    assertThat(rows)
        .allSatisfy(row -> {
          assertThat(row.path("kind").asString()).isEqualTo("refused");
          assertThat(row.path("method").asString()).isEqualTo("POST");
          assertThat(row.path("path").asString()).isEqualTo("/bootstrap");
          assertThat(row.path("client").asString()).isEqualTo("127.0.0.1");
          assertThat(row.path("detail").asString()).isEqualTo("authentication failed: " + why);
        });
    await(() -> !noted(401).isEmpty());
    assertThat(noted(401).getFirst().path("path").asString())
        .isEqualTo(
            "/envoy.service.discovery.v3.AggregatedDiscoveryService/StreamAggregatedResources");
    assertThat(rest("GET", "/audit?size=1000", "").body()).doesNotContain(wrong.substring(0, 40));
  }

  private static List<JsonNode> noted(int status) throws Exception {
    return SpecJson.parse(
            ok(rest("GET", "/audit?size=1000&actor=proxy:noted.web-1&status=" + status, "")))
        .path("items")
        .valueStream()
        .toList();
  }
}
