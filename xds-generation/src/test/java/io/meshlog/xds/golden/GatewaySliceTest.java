package io.meshlog.xds.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.meshlog.xds.ProxyKey;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
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
  private static final String HOST = "shop.example.com";

  private static final String GATEWAY =
      """
      type: Mesh
      name: default
      ---
      type: Dataplane
      mesh: default
      name: backend-1
      networking:
        address: 127.0.0.1
        inbound: [{port: ${backend}, servicePort: 1, tags: {kuma.io/service: backend, kuma.io/protocol: http}}]
      ---
      type: Dataplane
      mesh: default
      name: edge-1
      networking: {address: 127.0.0.1, gateway: {type: BUILTIN, tags: {kuma.io/service: edge}}}
      ---
      type: MeshGateway
      mesh: default
      name: edge
      selectors: [{match: {kuma.io/service: edge}}]
      conf:
        listeners:
          - {port: ${http}, protocol: HTTP, tags: {port: web}}
          - port: ${https}
            protocol: HTTPS
            hostname: shop.example.com
            tags: {port: web}
            tls: {mode: TERMINATE, certificates: [{secret: shop-pair}]}
          - {port: ${tcp}, protocol: TCP, tags: {port: tcp}}
      ---
      type: MeshHTTPRoute
      mesh: default
      name: web
      spec:
        targetRef: {kind: MeshGateway, name: edge, tags: {port: web}}
        to:
          - targetRef: {kind: Mesh}
            hostnames: [shop.example.com]
            rules:
              - matches: [{path: {type: PathPrefix, value: /api}}]
                default:
                  filters:
                    - type: URLRewrite
                      urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /v2}}
                  backendRefs: [{kind: MeshService, name: backend}]
      ---
      type: MeshTCPRoute
      mesh: default
      name: bytes
      spec:
        targetRef: {kind: MeshGateway, name: edge, tags: {port: tcp}}
        to:
          - targetRef: {kind: Mesh}
            rules: [{default: {backendRefs: [{kind: MeshService, name: backend}]}}]
      """;

  @TempDir private Path workFolder;
  private HttpServer backend;
  private OneZone zone;

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
    zone = new OneZone(workFolder).port("backend", backend.getAddress().getPort()).put(GATEWAY);
  }

  @AfterEach
  void stop() throws Exception {
    zone.close();
    backend.stop(0);
  }

  @Test
  void clientsComeInByHostAndPath() throws Exception {
    start();
    String found = plain("/api/x", HOST);
    assertThat(found).contains(" 200 ").contains("hello /v2/x &kuma.io/service=edge&");
    assertThat(plain("/api", HOST)).contains("hello /v2 ");
    assertThat(plain("/other", HOST)).contains(" 404 ");
    assertThat(plain("/api/x", "other.example.com")).contains(" 404 ");
    String secure = secure("/api/x");
    assertThat(secure).contains(" 200 ").contains("hello /v2/x");
    assertThat(secure.toLowerCase()).contains("strict-transport-security");
    assertThat(call(new Socket("127.0.0.1", zone.port("tcp")), "/through", "any"))
        .contains("hello /through");
  }

  /** policies.md 2.7, Gateway: to Mesh. */
  @Test
  void aLimitIsHit() throws Exception {
    zone.put(
        """
        type: MeshRateLimit
        mesh: default
        name: limit
        spec:
          targetRef: {kind: MeshGateway, name: edge}
          to:
            - targetRef: {kind: Mesh}
              default: {local: {http: {requestRate: {num: 1, interval: 1h}}}}
        """);
    start();
    assertThat(plain("/api/x", HOST)).contains(" 200 ");
    assertThat(plain("/api/x", HOST)).contains(" 429 ");
  }

  private void start() throws IOException {
    zone.run(ProxyKey.dataplane("default", "edge-1"), "http");
  }

  private String plain(String path, String host) throws IOException {
    return call(new Socket("127.0.0.1", zone.port("http")), path, host);
  }

  private String secure(String path) throws Exception {
    SSLSocket socket =
        (SSLSocket) trusting().getSocketFactory().createSocket("127.0.0.1", zone.port("https"));
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
}
