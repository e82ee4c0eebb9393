package io.meshlog.xds.golden;

import static io.meshlog.model.samples.DataplaneBuilder.aDataplane;
import static io.meshlog.model.samples.Samples.ZONE_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.legacy.externalservice.ExternalServiceSpec;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.samples.Samples;
import io.meshlog.model.samples.TestLog;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.zone.ZoneEgressSpec;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.generate.Generation;
import io.meshlog.xds.generate.XdsGenerator;
import io.meshlog.xds.policy.meshhealthcheck.MeshHealthCheckPolicy;
import io.meshlog.xds.policy.meshtrafficpermission.MeshTrafficPermissionPolicy;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.state.MeshState;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sidecar calls what is outside of the mesh, through two real Envoys. */
class EgressSliceTest {
  private static final XdsGenerator GENERATOR = new XdsGenerator();

  @TempDir private Path workFolder;
  private final TestLog log = TestLog.of(ZONE_1);
  private final TestCertificates ca = new TestCertificates();
  private HttpServer outside;
  private int outbound;
  private int byTags;
  private int egress;

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
    outbound = freePort();
    byTags = freePort();
    egress = freePort();
    log.put(
        CoreTypes.ZONE_EGRESS,
        "",
        "out-1",
        Labels.EMPTY,
        new ZoneEgressSpec("zone-1", new ZoneEgressSpec.Networking("127.0.0.1", egress, null)));
    log.put(
        CoreTypes.MESH_EXTERNAL_SERVICE,
        CoreTypes.MESH_EXTERNAL_SERVICE.key("default", Origin.GLOBAL, "api"),
        Labels.EMPTY,
        SpecJson.read(
            CoreTypes.MESH_EXTERNAL_SERVICE,
            "{\"match\":{\"port\":80,\"protocol\":\"http\"},\"endpoints\":[{\"address\":\"127.0.0.1\",\"port\":"
                + outside.getAddress().getPort()
                + "}]}"));
    log.put(
        aDataplane("web-1")
            .at("127.0.0.1")
            .inbound(freePort(), 1, Tags.of(Tags.SERVICE, "web"), true)
            .outboundTo(outbound, "MeshExternalService", "api", 0)
            .outbound(byTags, Tags.of(Tags.SERVICE, "old-api")));
  }

  @AfterEach
  void stop() {
    outside.stop(0);
  }

  @Test
  void aCallLeavesTheMeshThroughTheEgress() throws Exception {
    HttpResponse<String> response = call(Samples.throughEgress(Samples.STRICT));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("hello from outside");
  }

  @Test
  void aMeshThatForbidsItLetsNobodyOut() throws Exception {
    MeshSpec open = Samples.throughEgress(Samples.STRICT);
    MeshSpec closed =
        new MeshSpec(
            open.mtls(),
            null,
            null,
            null,
            null,
            new MeshSpec.Routing(null, true, true),
            null,
            null,
            null);
    HttpResponse<String> response = call(closed);
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
    log.put(
        MeshHealthCheckPolicy.TYPE,
        MeshHealthCheckPolicy.TYPE.key("default", Origin.GLOBAL, "outside"),
        Labels.EMPTY,
        SpecJson.read(
            MeshHealthCheckPolicy.TYPE,
            "{\"to\":[{\"targetRef\":{\"kind\":\"MeshExternalService\",\"name\":\"api\"},"
                + "\"default\":{\"http\":{\"path\":\"/healthy\"}}}]}"));
    assertThat(call(Samples.throughEgress(Samples.STRICT)).statusCode()).isEqualTo(200);
    assertThat(checked.await(1, TimeUnit.MINUTES)).as("asked for its health").isTrue();
  }

  /** xds-generation.md 3.3: without an egress a sidecar speaks to an ExternalService itself. */
  @Test
  void anExternalServiceIsCalledDirectly() throws Exception {
    externalService();
    HttpResponse<String> response = call(Samples.STRICT, byTags, false);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("hello from outside");
  }

  /** policies.md 2.1: through the egress by whom a policy on it lets in. */
  @Test
  void anExternalServiceIsCalledThroughTheEgressByWhoMay() throws Exception {
    externalService();
    MeshSpec mesh = Samples.throughEgress(Samples.STRICT);
    assertThat(call(mesh, byTags, true).statusCode()).isEqualTo(403);
    log.put(
        MeshTrafficPermissionPolicy.TYPE,
        MeshTrafficPermissionPolicy.TYPE.key("default", Origin.GLOBAL, "web"),
        Labels.EMPTY,
        SpecJson.read(
            MeshTrafficPermissionPolicy.TYPE,
            "{\"targetRef\":{\"kind\":\"MeshService\",\"name\":\"old-api\"},\"from\":[{\"targetRef\":"
                + "{\"kind\":\"MeshService\",\"name\":\"web\"},\"default\":{\"action\":\"Allow\"}}]}"));
    HttpResponse<String> response = call(mesh, byTags, true);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("hello from outside");
  }

  private void externalService() {
    log.put(
        ExternalServiceSpec.TYPE,
        ExternalServiceSpec.TYPE.key("default", Origin.GLOBAL, "old-api"),
        Labels.EMPTY,
        SpecJson.read(
            ExternalServiceSpec.TYPE,
            "{\"tags\":{\"kuma.io/service\":\"old-api\",\"kuma.io/protocol\":\"http\"},"
                + "\"networking\":{\"address\":\"127.0.0.1:"
                + outside.getAddress().getPort()
                + "\"}}"));
  }

  private HttpResponse<String> call(MeshSpec mesh) throws Exception {
    return call(mesh, outbound, true);
  }

  private HttpResponse<String> call(MeshSpec mesh, int port, boolean throughEgress)
      throws Exception {
    Samples.putMesh(log, "default", mesh);
    Path envoy =
        EnvoyCheck.binary()
            .orElseThrow(
                () -> new AssertionError("no Envoy: set MESHLOG_ENVOY or put envoy on the PATH"));
    try (AutoCloseable one =
            throughEgress
                ? RunningEnvoy.start(envoy, config(ProxyKey.egress("out-1")), egress, workFolder)
                : () -> {};
        AutoCloseable other =
            RunningEnvoy.start(
                envoy, config(ProxyKey.dataplane("default", "web-1")), port, workFolder);
        HttpClient client = HttpClient.newHttpClient()) {
      assertThat(one).isNotSameAs(other);
      URI uri = URI.create("http://127.0.0.1:" + port + "/");
      return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private ProxyConfig config(ProxyKey proxy) {
    MeshState state = MeshState.of(log.image());
    ProxyFacts facts = ProxyFacts.of(proxy);
    Certificates certificates =
        GENERATOR.identitiesWanted(state, facts).stream()
            .map(request -> ca.real(request.mesh(), request.uris()))
            .reduce(Certificates.NONE, Certificates::and);
    return switch (GENERATOR.generate(state, facts, certificates)) {
      case Generation.Ready(ProxyConfig config) -> config;
      case Generation.Withheld withheld -> throw new AssertionError(withheld.why());
    };
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
