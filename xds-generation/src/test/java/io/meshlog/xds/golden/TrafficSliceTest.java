package io.meshlog.xds.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.meshlog.model.samples.Samples;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three real Envoys with generated configs and real certificates: what passes and what does not.
 */
class TrafficSliceTest {
  private static final String ALLOW_WEB =
      """
      {"targetRef": {"kind": "Mesh"}, "from": [{"targetRef": {"kind": "MeshService", "name": "web"},
        "default": {"action": "Allow"}}]}\
      """;
  private static final String ALLOW_OTHERS = ALLOW_WEB.replace("\"web\"", "\"another\"");
  private static final String TO_V1 =
      """
      {"targetRef": {"kind": "Mesh"}, "to": [{"targetRef": {"kind": "MeshService", "name": "backend"},
        "rules": [{"matches": [{"path": {"type": "PathPrefix", "value": "/v1"}}], "default": {
          "filters": [{"type": "ResponseHeaderModifier",
            "responseHeaderModifier": {"add": [{"name": "x-route", "value": "v1"}]}}],
          "backendRefs": [{"kind": "MeshServiceSubset", "name": "backend",
            "tags": {"version": "v1"}}]}}]}]}\
      """;

  @TempDir private Path workFolder;
  private final List<AutoCloseable> running = new ArrayList<>();
  private HttpServer application;
  private TwoZones.Ports ports;

  @BeforeEach
  void startTheApplication() throws IOException {
    application = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    application.createContext(
        "/",
        exchange -> {
          byte[] body = "hello from zone-2".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    application.start();
    List<Integer> free = freePorts(4);
    ports =
        new TwoZones.Ports(
            free.get(0), free.get(1), free.get(2), free.get(3), application.getAddress().getPort());
  }

  @AfterEach
  void stopAll() throws Exception {
    application.stop(0);
    for (AutoCloseable each : running) {
      each.close();
    }
  }

  @Test
  void aCallReachesTheOtherZoneThroughItsIngressUnderMutualTls() throws Exception {
    TwoZones zones = new TwoZones(ports, Samples.STRICT);
    zones.policy("MeshTrafficPermission", "web", ALLOW_WEB);
    start(zones);
    HttpResponse<String> response = call("/");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("hello from zone-2");
  }

  @Test
  void aCallerThatIsNotPermittedIsRefusedByTheOtherSidecar() throws Exception {
    TwoZones zones = new TwoZones(ports, Samples.STRICT);
    zones.policy("MeshTrafficPermission", "others", ALLOW_OTHERS);
    start(zones);
    HttpResponse<String> response = call("/");
    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.body()).contains("RBAC");
  }

  @ParameterizedTest
  @ValueSource(strings = {"MeshService", "MeshMultiZoneService"})
  void aServiceIsReachedInTheOtherZoneByItsIdentity(String kind) throws Exception {
    TwoZones zones = new TwoZones(ports, Samples.STRICT);
    zones.policy("MeshTrafficPermission", "web", ALLOW_WEB);
    zones.byIdentity(kind);
    start(zones);
    HttpResponse<String> response = call("/");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("hello from zone-2");
  }

  @Test
  void aRouteByTagsFindsItsChainInTheOtherZonesIngress() throws Exception {
    TwoZones zones = new TwoZones(ports, Samples.STRICT);
    zones.policy("MeshTrafficPermission", "web", ALLOW_WEB);
    zones.policy("MeshHTTPRoute", "to-v1", TO_V1);
    start(zones);
    HttpResponse<String> response = call("/v1/any");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("x-route")).contains("v1");
    assertThat(call("/").headers().firstValue("x-route")).isEmpty();
  }

  @Test
  void aFaultMeetsTheClientsThatItIsMeantForByTheirTags() throws Exception {
    TwoZones zones = new TwoZones(ports, Samples.STRICT);
    zones.policy("MeshTrafficPermission", "web", ALLOW_WEB);
    zones.policy(
        "MeshFaultInjection",
        "by-tags",
        """
        {"targetRef": {"kind": "MeshService", "name": "backend"}, "from": [
          {"targetRef": {"kind": "Mesh"},
           "default": {"http": [{"abort": {"httpStatus": 500, "percentage": 100}}]}},
          {"targetRef": {"kind": "MeshService", "name": "web"},
           "default": {"http": [{"abort": {"httpStatus": 418, "percentage": 100}}]}}]}\
        """);
    start(zones);
    assertThat(call("/").statusCode()).isEqualTo(418);
  }

  @Test
  void aFaultMeetsTheClientsThatItIsMeantForByTheirIdentity() throws Exception {
    TwoZones zones = new TwoZones(ports, Samples.STRICT);
    zones.policy("MeshTrafficPermission", "web", ALLOW_WEB);
    zones.policy(
        "MeshFaultInjection",
        "by-identity",
        """
        {"targetRef": {"kind": "MeshService", "name": "backend"}, "rules": [
          {"matches": [{"spiffeID": {"type": "Exact", "value": "spiffe://default/another"}}],
           "default": {"http": [{"abort": {"httpStatus": 500, "percentage": 100}}]}},
          {"matches": [{"spiffeID": {"type": "Exact", "value": "spiffe://default/web"}}],
           "default": {"http": [{"abort": {"httpStatus": 418, "percentage": 100}}]}}]}\
        """);
    start(zones);
    assertThat(call("/").statusCode()).isEqualTo(418);
  }

  @Test
  void aLimitForAClientCountsItsRequests() throws Exception {
    TwoZones zones = new TwoZones(ports, Samples.STRICT);
    zones.policy("MeshTrafficPermission", "web", ALLOW_WEB);
    zones.policy(
        "MeshRateLimit",
        "once",
        """
        {"targetRef": {"kind": "MeshService", "name": "backend"}, "rules": [
          {"matches": [{"spiffeID": {"type": "Exact", "value": "spiffe://default/web"}}],
           "default": {"local": {"http": {"requestRate": {"num": 1, "interval": "1h"},
             "onRateLimit": {"status": 423,
               "headers": {"set": [{"name": "x-limited", "value": "yes"}]}}}}}}]}\
        """);
    start(zones);
    assertThat(call("/").statusCode()).isEqualTo(200);
    HttpResponse<String> second = call("/");
    assertThat(second.statusCode()).isEqualTo(423);
    assertThat(second.headers().firstValue("x-limited")).contains("yes");
  }

  private void start(TwoZones zones) throws IOException {
    zones.announce();
    Path envoy =
        EnvoyCheck.binary()
            .orElseThrow(
                () -> new AssertionError("no Envoy: set MESHLOG_ENVOY or put envoy on the PATH"));
    running.add(RunningEnvoy.start(envoy, zones.backend(), ports.backend(), workFolder));
    running.add(RunningEnvoy.start(envoy, zones.ingress(), ports.ingress(), workFolder));
    running.add(RunningEnvoy.start(envoy, zones.web(), ports.outbound(), workFolder));
  }

  private HttpResponse<String> call(String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + ports.outbound() + path);
      return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      held.add(socket);
      ports.add(socket.getLocalPort());
    }
    for (ServerSocket socket : held) {
      socket.close();
    }
    return ports;
  }
}
