package io.meshlog.zone;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /bootstrap} as kuma-dp sends it. */
public final class BootstrapCall {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final int port;
  private final HttpClient client;
  public final ObjectNode request = JSON.createObjectNode();

  public BootstrapCall(TestZone zone) throws Exception {
    this(zone.port(), zone.tls().certificate());
  }

  public BootstrapCall(int port, X509Certificate trusted) throws Exception {
    this.port = port;
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("ca", trusted);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    client = HttpClient.newBuilder().sslContext(tls).build();
    request.put("mesh", "default");
    request.put("proxyType", "dataplane");
    request.put("workdir", "/tmp/nowhere");
    request.put("ipv6Enabled", false);
    request.putObject("version").putObject("envoy").put("version", "1.40.0");
  }

  public HttpResponse<String> send() throws Exception {
    return send("localhost", request.toString(), "application/json");
  }

  public HttpResponse<String> send(String host, String body, String accept) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("https://" + host + ":" + port + "/bootstrap"))
            .header("accept", accept)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** The YAML inside a good answer. */
  public String yaml() throws Exception {
    HttpResponse<String> response = send();
    if (response.statusCode() != 200) {
      throw new AssertionError(response.statusCode() + " " + response.body());
    }
    String base64 = JSON.readTree(response.body()).path("bootstrap").asString("");
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }
}
