package io.meshlog.xds.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.meshlog.xds.ProxyKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sidecar calls what is outside of the mesh, through two real Envoys. */
class EgressSliceTest {
  private static final String WAYS_OUT =
      """
      type: ZoneEgress
      name: out-1
      networking: {address: 127.0.0.1, port: ${egress}}
      ---
      type: Mesh
      name: default
      ---
      type: MeshExternalService
      mesh: default
      name: api
      spec: {match: {port: 80, protocol: http}, endpoints: [{address: 127.0.0.1, port: ${outside}}]}
      ---
      type: Dataplane
      mesh: default
      name: web-1
      networking:
        address: 127.0.0.1
        inbound: [{port: ${web}, servicePort: 1, tags: {kuma.io/service: web}}]
        outbound:
          - {port: ${to-api}, backendRef: {kind: MeshExternalService, name: api}}
          - {port: ${to-old-api}, tags: {kuma.io/service: old-api}}
      """;

  private static final String OLD_API =
      """
      type: ExternalService
      mesh: default
      name: old-api
      tags: {kuma.io/service: old-api, kuma.io/protocol: http}
      networking: {address: "127.0.0.1:${outside}"}
      """;

  private static final String DIRECT = "{}";
  private static final String THROUGH = "{zoneEgress: true}";

  @TempDir private Path workFolder;
  private HttpServer outside;
  private OneZone zone;

  @BeforeEach
  void startWhatIsOutside() throws IOException {
    outside = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    outside.createContext(
        "/",
        exchange -> {
          byte[] body = "hello from outside".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    outside.start();
    zone = new OneZone(workFolder).port("outside", outside.getAddress().getPort()).put(WAYS_OUT);
  }

  @AfterEach
  void stop() throws Exception {
    zone.close();
    outside.stop(0);
  }

  @Test
  void aCallLeavesTheMeshThroughTheEgress() throws Exception {
    saysHello(call(THROUGH, "to-api"));
  }

  @Test
  void aMeshThatForbidsItLetsNobodyOut() throws Exception {
    HttpResponse<String> response =
        call("{zoneEgress: true, defaultForbidMeshExternalServiceAccess: true}", "to-api");
    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.body()).contains("RBAC");
  }

  /** policies.md 1.9: MeshHealthCheck acts in an egress. */
  @Test
  void theEgressChecksWhatIsOutside() throws Exception {
    CountDownLatch checked = new CountDownLatch(1);
    outside.createContext(
        "/healthy",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
          checked.countDown();
        });
    zone.put(
        """
        type: MeshHealthCheck
        mesh: default
        name: outside
        spec:
          to:
            - targetRef: {kind: MeshExternalService, name: api}
              default: {http: {path: /healthy}}
        """);
    assertThat(call(THROUGH, "to-api").statusCode()).isEqualTo(200);
    assertThat(checked.await(1, TimeUnit.MINUTES)).as("asked for its health").isTrue();
  }

  /** xds-generation.md 3.3: without an egress a sidecar speaks to an ExternalService itself. */
  @Test
  void anExternalServiceIsCalledDirectly() throws Exception {
    zone.put(OLD_API);
    saysHello(call(DIRECT, "to-old-api"));
  }

  /** policies.md 2.1: through the egress by whom a policy on it lets in. */
  @Test
  void anExternalServiceIsCalledThroughTheEgressByWhoMay() throws Exception {
    zone.put(OLD_API);
    assertThat(call(THROUGH, "to-old-api").statusCode()).isEqualTo(403);
    zone.close();
    zone.put(
        """
        type: MeshTrafficPermission
        mesh: default
        name: web
        spec:
          targetRef: {kind: MeshService, name: old-api}
          from: [{targetRef: {kind: MeshService, name: web}, default: {action: Allow}}]
        """);
    saysHello(call(THROUGH, "to-old-api"));
  }

  private static void saysHello(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("hello from outside");
  }

  private HttpResponse<String> call(String routing, String port) throws Exception {
    zone.put(
        """
        type: Mesh
        name: default
        mtls: {enabledBackend: ca-1, backends: [{name: ca-1, type: builtin}]}
        routing: %s
        """
            .formatted(routing));
    if (!routing.equals(DIRECT)) {
      zone.run(ProxyKey.egress("out-1"), "egress");
    }
    zone.run(ProxyKey.dataplane("default", "web-1"), port);
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + zone.port(port) + "/");
      return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
  }
}
