package io.meshlog.xds.golden;

import static io.meshlog.model.samples.DataplaneBuilder.aDataplane;
import static io.meshlog.model.samples.Samples.ZONE_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.samples.Samples;
import io.meshlog.model.samples.TestLog;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.generate.Generation;
import io.meshlog.xds.generate.XdsGenerator;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoutePolicy;
import io.meshlog.xds.policy.meshratelimit.MeshRateLimitPolicy;
import io.meshlog.xds.policy.meshtcproute.MeshTCPRoutePolicy;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.secrets.SecretRef;
import io.meshlog.xds.state.MeshState;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients call through a builtin gateway, a real Envoy: plain, under TLS and as bytes. */
class GatewaySliceTest {
  private static final XdsGenerator GENERATOR = new XdsGenerator();
  private static final String HOST = "shop.example.com";

  @TempDir private Path workFolder;
  private final TestLog log = TestLog.of(ZONE_1);
  private final TestCertificates ca = new TestCertificates();
  private HttpServer backend;
  private int http;
  private int https;
  private int tcp;

  @BeforeEach
  void startTheBackend() throws IOException {
    backend = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    backend.createContext(
        "/",
        exchange -> {
          byte[] body =
              ("hello "
                      + exchange.getRequestURI()
                      + ' '
                      + exchange.getRequestHeaders().getFirst("x-kuma-tags"))
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    backend.start();
    http = freePort();
    https = freePort();
    tcp = freePort();
    Samples.putMesh(log, "default", MeshSpec.EMPTY);
    log.put(
        aDataplane("backend-1")
            .at("127.0.0.1")
            .inbound(
                backend.getAddress().getPort(),
                1,
                Tags.of(Tags.SERVICE, "backend").with(Tags.PROTOCOL, "http"),
                true));
    put(
        CoreTypes.DATAPLANE,
        ZONE_1,
        "edge-1",
        "{'networking':{'address':'127.0.0.1','gateway':{'type':'BUILTIN','tags':{'kuma.io/service':'edge'}}}}");
    put(
        MeshGatewaySpec.TYPE,
        Origin.GLOBAL,
        "edge",
        ("{'selectors':[{'match':{'kuma.io/service':'edge'}}],'conf':{'listeners':["
                + "{'port':%d,'protocol':'HTTP','tags':{'port':'web'}},"
                + "{'port':%d,'protocol':'HTTPS','hostname':'"
                + HOST
                + "','tags':{'port':'web'},"
                + "'tls':{'mode':'TERMINATE','certificates':[{'secret':'shop-pair'}]}},"
                + "{'port':%d,'protocol':'TCP','tags':{'port':'tcp'}}]}}")
            .formatted(http, https, tcp));
    put(
        MeshHTTPRoutePolicy.TYPE,
        Origin.GLOBAL,
        "web",
        "{'targetRef':{'kind':'MeshGateway','name':'edge','tags':{'port':'web'}},"
            + "'to':[{'targetRef':{'kind':'Mesh'},'hostnames':['"
            + HOST
            + "'],"
            + "'rules':[{'matches':[{'path':{'type':'PathPrefix','value':'/api'}}],'default':{"
            + "'filters':[{'type':'URLRewrite','urlRewrite':{'path':{'type':'ReplacePrefixMatch','replacePrefixMatch':'/v2'}}}],"
            + "'backendRefs':[{'kind':'MeshService','name':'backend'}]}}]}]}");
    put(
        MeshTCPRoutePolicy.TYPE,
        Origin.GLOBAL,
        "bytes",
        "{'targetRef':{'kind':'MeshGateway','name':'edge','tags':{'port':'tcp'}},"
            + "'to':[{'targetRef':{'kind':'Mesh'},"
            + "'rules':[{'default':{'backendRefs':[{'kind':'MeshService','name':'backend'}]}}]}]}");
  }

  @AfterEach
  void stop() {
    backend.stop(0);
  }

  private <S extends Spec> void put(ResourceType<S> type, Origin origin, String name, String json) {
    S spec = SpecJson.read(type, json.replace('\'', '"'));
    log.put(type, type.key("default", origin, name), Labels.EMPTY, spec);
  }

  @Test
  void clientsComeInByHostAndPath() throws Exception {
    try (AutoCloseable envoy = start()) {
      assertThat(envoy).isNotNull();
      String found = plain("/api/x", HOST);
      assertThat(found).contains(" 200 ").contains("hello /v2/x &kuma.io/service=edge&");
      assertThat(plain("/api", HOST)).contains("hello /v2 ");
      assertThat(plain("/other", HOST)).contains(" 404 ");
      assertThat(plain("/api/x", "other.example.com")).contains(" 404 ");
      String secure = secure("/api/x");
      assertThat(secure).contains(" 200 ").contains("hello /v2/x");
      assertThat(secure.toLowerCase()).contains("strict-transport-security");
      assertThat(call(new Socket("127.0.0.1", tcp), "/through", "any")).contains("hello /through");
    }
  }

  /** policies.md 2.7, Gateway: to Mesh. */
  @Test
  void aLimitIsHit() throws Exception {
    put(
        MeshRateLimitPolicy.TYPE,
        Origin.GLOBAL,
        "limit",
        "{'targetRef':{'kind':'MeshGateway','name':'edge'},'to':[{'targetRef':{'kind':'Mesh'},"
            + "'default':{'local':{'http':{'requestRate':{'num':1,'interval':'1h'}}}}}]}");
    try (AutoCloseable envoy = start()) {
      assertThat(envoy).isNotNull();
      assertThat(plain("/api/x", HOST)).contains(" 200 ");
      assertThat(plain("/api/x", HOST)).contains(" 429 ");
    }
  }

  private AutoCloseable start() throws IOException {
    Path envoy =
        EnvoyCheck.binary()
            .orElseThrow(
                () -> new AssertionError("no Envoy: set MESHLOG_ENVOY or put envoy on the PATH"));
    return RunningEnvoy.start(envoy, config(), http, workFolder);
  }

  private ProxyConfig config() {
    MeshState state = MeshState.of(log.image());
    ProxyFacts facts = ProxyFacts.of(ProxyKey.dataplane("default", "edge-1"));
    Map<SecretRef, Optional<String>> contents = new HashMap<>();
    GENERATOR
        .secretsWanted(state, facts)
        .forEach(ref -> contents.put(ref, Optional.of(ca.content(ref.name()))));
    assertThat(contents).containsOnlyKeys(new SecretRef("default", "shop-pair"));
    return switch (GENERATOR.generate(
        state, facts, new Certificates(Map.of(), Map.of(), contents))) {
      case Generation.Ready(ProxyConfig config) -> config;
      case Generation.Withheld withheld -> throw new AssertionError(withheld.why());
    };
  }

  private String plain(String path, String host) throws IOException {
    return call(new Socket("127.0.0.1", http), path, host);
  }

  private String secure(String path) throws Exception {
    SSLSocket socket = (SSLSocket) trusting().getSocketFactory().createSocket("127.0.0.1", https);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(HOST)));
    socket.setSSLParameters(parameters);
    return call(socket, path, HOST);
  }

  private static String call(Socket socket, String path, String host) throws IOException {
    try (socket) {
      OutputStream out = socket.getOutputStream();
      out.write(
          ("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The certificate of the test is nobody's in particular. */
  private static SSLContext trusting() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    X509TrustManager all =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String type) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String type) {}

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    context.init(null, new TrustManager[] {all}, null);
    return context;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
