package io.meshlog.zone.dpserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DpServerSliceTest {
  private final TestTls tls = TestTls.forLoopback();
  private final Executor pool = Executors.newVirtualThreadPerTaskExecutor();
  private DpServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        DpServer.start(
            new InetSocketAddress("127.0.0.1", 0),
            DpTls.of(tls.keys().getPrivate(), tls.certificate()),
            List.of(),
            ask -> HttpReply.text(200, ask.method() + ' ' + ask.path() + ' ' + ask.body().length),
            pool);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void answersAClientThatOffersBothProtocolsOverHttp1() throws Exception {
    HttpClient client =
        HttpClient.newBuilder().sslContext(trusting()).version(HttpClient.Version.HTTP_2).build();
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + "/bootstrap"))
                .POST(HttpRequest.BodyPublishers.ofString("abc"))
                .build(),
            HttpResponse.BodyHandlers.ofString());

    assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    assertThat(response.body()).isEqualTo("POST /bootstrap 3");
  }

  @Test
  void tellsProtocolsApartWithoutAlpn() throws Exception {
    try (SSLSocket socket = dial()) {
      OutputStream out = socket.getOutputStream();
      // Byte by byte: the first four may come apart.
      for (byte b : "GET /x HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII)) {
        out.write(b);
        out.flush();
      }
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answer).startsWith("HTTP/1.1 200 OK").endsWith("GET /x 0");
    }
    try (SSLSocket socket = dial()) {
      socket
          .getOutputStream()
          .write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
      socket.getOutputStream().flush();
      InputStream in = socket.getInputStream();
      byte[] header = in.readNBytes(9);
      assertThat(header[3]).as("frame type SETTINGS").isEqualTo((byte) 4);
    }
  }

  private SSLSocket dial() throws Exception {
    SSLSocket socket =
        (SSLSocket) trusting().getSocketFactory().createSocket("127.0.0.1", server.port());
    socket.setSoTimeout(10_000);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[0]);
    socket.setSSLParameters(parameters);
    return socket;
  }

  private SSLContext trusting() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("ca", tls.certificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
