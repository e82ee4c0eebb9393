package io.meshlog.api;

import io.meshlog.api.tls.ControlPlaneCertificate;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.catalina.connector.Connector;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.TomcatWebServer;

/** Calls the HTTPS port, trusting nothing but the control plane's certificate. */
final class TlsCalls {
  private TlsCalls() {}

  static X509Certificate certificate(ControlPlaneCertificate pair) throws Exception {
    byte[] pem = pair.certificatePem().getBytes(StandardCharsets.US_ASCII);
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
  }

  static String get(RunningApi api, ControlPlaneCertificate pair, String path) throws Exception {
    return send(api, pair, null, HttpRequest.newBuilder(uri(api, path)).build()).body();
  }

  static URI uri(RunningApi api, String path) {
    TomcatWebServer server = (TomcatWebServer) api.webServer();
    int port = 0;
    for (Connector connector : server.getTomcat().getService().findConnectors()) {
      port = connector.getSecure() ? connector.getLocalPort() : port;
    }
    return URI.create("https://localhost:" + port + api.uri(path).getPath());
  }

  /**
   * @param keys with the client's certificate, null for none
   */
  static HttpResponse<String> send(
      RunningApi api, ControlPlaneCertificate pair, @Nullable KeyStore keys, HttpRequest request)
      throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("cp", certificate(pair));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys == null ? null : own.getKeyManagers(), trust.getTrustManagers(), null);
    try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
      return client.send(request, BodyHandlers.ofString());
    }
  }
}
