package io.meshlog.zone;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.meshlog.store.push.PushHistory;
import io.meshlog.store.push.PushOutcome;
import io.meshlog.store.push.PushRow;
import io.meshlog.xds.generate.GeneratorVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two real Envoys, from bootstrap to traffic. */
class EnvoySliceTest {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private final String answer = UUID.randomUUID().toString();
  private final List<AutoCloseable> open = new ArrayList<>();
  private TestZone zone;
  private int clientAdmin;
  private HttpServer app;

  @BeforeEach
  void start() throws Exception {
    app = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    app.createContext(
        "/",
        exchange -> {
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          try (var out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    app.start();
    zone = new TestZone();
    zone.put("{type: Mesh, name: default}");
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    zone.close();
    app.stop(0);
  }

  private RealEnvoy envoy(String name, String resource, boolean delta) throws Exception {
    return envoy("default", "dataplane", name, resource, delta);
  }

  private RealEnvoy envoy(
      String mesh, String proxyType, String name, String resource, boolean delta) throws Exception {
    BootstrapCall call = new BootstrapCall(zone);
    call.request.put("mesh", mesh);
    call.request.put("proxyType", proxyType);
    call.request.put("name", name);
    call.request.put("dataplaneResource", resource);
    call.request.put("readinessPort", RealEnvoy.freePort());
    if (delta) {
      call.request.putArray("features").add("feature-delta-grpc");
    }
    Path own = Files.createDirectory(folder.resolve(name));
    RealEnvoy envoy = RealEnvoy.start(call.yaml(), own);
    open.add(envoy);
    return envoy;
  }

  private String dataplane(String name, String networking) throws IOException {
    // The last one made is the client's: its dump says why traffic does not flow.
    clientAdmin = RealEnvoy.freePort();
    return """
    type: Dataplane
    mesh: default
    name: %s
    networking:
      address: 127.0.0.1
      admin: {port: %d}
    %s
    """
        .formatted(name, clientAdmin, networking.indent(2));
  }

  private String backend(int port) throws IOException {
    return dataplane(
        "backend-1",
        """
        inbound:
        - port: %d
          servicePort: %d
          tags: {kuma.io/service: backend, kuma.io/protocol: http}
        """
            .formatted(port, app.getAddress().getPort()));
  }

  private String client(int inbound, int outbound) throws IOException {
    return dataplane(
        "client-1",
        """
        inbound:
        - port: %d
          servicePort: 1
          tags: {kuma.io/service: client, kuma.io/protocol: http}
        outbound:
        - port: %d
          tags: {kuma.io/service: backend}
        """
            .formatted(inbound, outbound));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void carriesTrafficThenMutualTlsThenDeniesWithoutPermission(boolean delta) throws Exception {
    int outbound = RealEnvoy.freePort();
    RealEnvoy backend = envoy("backend-1", backend(RealEnvoy.freePort()), delta);
    RealEnvoy client = envoy("client-1", client(RealEnvoy.freePort(), outbound), delta);
    try {
      await(outbound, response -> response.body().equals(answer));

      zone.putAuthority("default", "ca-1");
      zone.put(
          """
          type: MeshTrafficPermission
          mesh: default
          name: allow
          spec:
            targetRef: {kind: Mesh}
            from: [{targetRef: {kind: Mesh}, default: {action: Allow}}]
          """);
      zone.put(
          """
          type: Mesh
          name: default
          mtls:
            enabledBackend: ca-1
            backends: [{name: ca-1, type: builtin}]
          """);
      await(
          outbound,
          response ->
              response.body().equals(answer) && settled("backend-1") && settled("client-1"));
      assertThat(get(outbound).body()).isEqualTo(answer);

      zone.put(
          """
          type: MeshTrafficPermission
          mesh: default
          name: allow
          spec:
            targetRef: {kind: Mesh}
            from: [{targetRef: {kind: Mesh}, default: {action: Deny}}]
          """);
      await(outbound, response -> response.statusCode() == 403);
      assertThat(zone.session("default", "client-1").orElseThrow().refusal()).isEmpty();
      assertThat(zone.session("default", "client-1").orElseThrow().stream().delta())
          .isEqualTo(delta);
      everyPushIsOnRecord();
    } catch (AssertionError e) {
      throw new AssertionError(
          e.getMessage()
              + zone.serving().engine().slots().stream()
                  .map(slot ->
                      "\n"
                          + slot
                          + " acked "
                          + slot.ackedPos()
                          + " of "
                          + slot.targetPos()
                          + " "
                          + slot.trouble()
                          + " "
                          + slot.stream().counts())
                  .toList()
              + "\nclient: "
              + client.log()
              + "\nbackend: "
              + backend.log()
              + "\n"
              + dump(clientAdmin),
          e);
    }
  }

  @Test
  void anEgressLeadsOutOfTheMeshAndClosesWhenASecretItNeedsIsGone() throws Exception {
    zone.putAuthority("default", "ca-1");
    zone.put(
        """
        type: Mesh
        name: default
        mtls:
          enabledBackend: ca-1
          backends: [{name: ca-1, type: builtin}]
        routing: {zoneEgress: true}
        """);
    int door = RealEnvoy.freePort();
    envoy(
        "default",
        "egress",
        "out-1",
        """
        type: ZoneEgress
        name: out-1
        networking: {address: 127.0.0.1, port: %d, admin: {port: %d}}
        """
            .formatted(door, RealEnvoy.freePort()),
        false);
    zone.put(outside("{enabled: false}"));
    int outbound = RealEnvoy.freePort();
    envoy(
        "client-1",
        dataplane(
            "client-1",
            """
            inbound:
            - port: %d
              servicePort: 1
              tags: {kuma.io/service: client}
            outbound:
            - port: %d
              backendRef: {kind: MeshExternalService, name: api}
            """
                .formatted(RealEnvoy.freePort(), outbound)),
        false);
    await(outbound, response -> response.body().equals(answer));

    zone.put(outside("{enabled: true, verification: {caCert: {secret: not-there}}}"));
    await(outbound, response -> response.statusCode() == 503);

    zone.put(outside("{enabled: false}"));
    await(outbound, response -> response.body().equals(answer));
  }

  @Test
  void aProxyOfAnotherMeshIsLetInByACrossMeshGateway() throws Exception {
    for (String mesh : List.of("default", "other")) {
      zone.putAuthority(mesh, "ca-1");
      zone.put(
          """
          type: Mesh
          name: %s
          mtls:
            enabledBackend: ca-1
            backends: [{name: ca-1, type: builtin}]
          """
              .formatted(mesh));
    }
    zone.put(
        """
        type: MeshTrafficPermission
        mesh: default
        name: allow
        spec:
          targetRef: {kind: Mesh}
          from: [{targetRef: {kind: Mesh}, default: {action: Allow}}]
        """);
    zone.put(
        """
        type: MeshGateway
        mesh: default
        name: door
        selectors: [{match: {kuma.io/service: door}}]
        conf: {listeners: [{port: %d, protocol: HTTP, crossMesh: true}]}
        """
            .formatted(RealEnvoy.freePort()));
    zone.put(
        """
        type: MeshHTTPRoute
        mesh: default
        name: in
        spec:
          targetRef: {kind: MeshGateway, name: door}
          to:
            - targetRef: {kind: Mesh}
              rules:
                - matches: [{path: {type: PathPrefix, value: /}}]
                  default: {backendRefs: [{kind: MeshService, name: backend}]}
        """);
    envoy("backend-1", backend(RealEnvoy.freePort()), false);
    envoy(
        "door-1",
        dataplane("door-1", "gateway: {type: BUILTIN, tags: {kuma.io/service: door}}\n"),
        false);
    int outbound = RealEnvoy.freePort();
    envoy(
        "other",
        "dataplane",
        "guest-1",
        dataplane(
                "guest-1",
                """
                inbound:
                - port: %d
                  servicePort: 1
                  tags: {kuma.io/service: guest}
                outbound:
                - port: %d
                  tags: {kuma.io/service: door, kuma.io/mesh: default}
                """
                    .formatted(RealEnvoy.freePort(), outbound))
            .replace("mesh: default\nname", "mesh: other\nname"),
        false);
    await(outbound, response -> response.body().equals(answer));
  }

  private String outside(String tls) {
    return """
    type: MeshExternalService
    mesh: default
    name: api
    spec:
      match: {port: 80, protocol: http}
      endpoints: [{address: 127.0.0.1, port: %d}]
      tls: %s
    """
        .formatted(app.getAddress().getPort(), tls);
  }

  /** What a real Envoy was told: each made by this generator, none refused, the last one taken. */
  private void everyPushIsOnRecord() throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    List<PushRow> pushes = List.of();
    while (pushes.isEmpty()
        || pushes.getFirst().decision().outcome() != PushOutcome.ACKED
        || pushes.getFirst().pos() < zone.store().live().current().head()) {
      assertThat(System.nanoTime()).as("accepts what it was told: %s", pushes).isLessThan(deadline);
      Thread.sleep(20);
      assertThat(zone.pushes().catchUp(PATIENCE)).isTrue();
      pushes =
          zone
              .pushHistory()
              .before("dataplane/default/client-1", Long.MAX_VALUE, 100)
              .entries()
              .stream()
              .map(PushHistory.Entry::push)
              .toList();
    }
    assertThat(pushes)
        .hasSizeGreaterThan(2)
        .allSatisfy(push -> {
          assertThat(push.generator()).isEqualTo(GeneratorVersion.current());
          assertThat(push.decision().outcome()).isNotEqualTo(PushOutcome.NACKED);
        });
    assertThat(pushes.getLast().node()).contains("\"envoy\"");
  }

  /** Whether the proxy is as the newest image wants it. */
  private boolean settled(String name) {
    return zone.session("default", name)
        .filter(session -> session.slot().ackedPos() >= zone.store().live().current().head())
        .isPresent();
  }

  private static String dump(int admin) throws Exception {
    return HTTP.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + admin + "/config_dump?include_eds"))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static HttpResponse<String> get(int port) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
            .timeout(Duration.ofSeconds(5))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Envoy tells nobody when a listener is in force: ask until it answers. */
  private static void await(int port, Predicate<HttpResponse<String>> wanted) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    String last = "nothing";
    while (System.nanoTime() < deadline) {
      try {
        HttpResponse<String> response = get(port);
        if (wanted.test(response)) {
          return;
        }
        last = response.statusCode() + " " + response.body();
      } catch (IOException e) {
        last = e.toString();
      }
      Thread.sleep(20);
    }
    throw new AssertionError("port " + port + " last answered " + last);
  }
}
