package io.meshlog.dp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A data plane server with TLS and scripted answers to {@code POST /bootstrap}: first the queued
 * ones in order, then the bootstrap for ever.
 */
final class FakeControlPlane implements AutoCloseable {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final HttpsServer server;
  private final Path caFile;
  private final Queue<Answer> queued = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
  private volatile String bootstrapYaml = "{}";

  private record Answer(int status, String body) {}

  private FakeControlPlane(HttpsServer server, Path caFile) {
    this.server = server;
    this.caFile = caFile;
    server.createContext("/", this::answer);
    server.start();
  }

  /**
   * @param alternativeNames such as {@code ip:127.0.0.1}, as keytool writes them
   */
  static FakeControlPlane start(Path folder, String alternativeNames) throws Exception {
    Path store = folder.resolve("cp.p12");
    makeKey(store, alternativeNames);
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    byte[] certificate = keys.getCertificate("cp").getEncoded();
    Path caFile =
        Files.writeString(
            folder.resolve("ca.pem"),
            "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(certificate)
                + "\n-----END CERTIFICATE-----\n");
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    return new FakeControlPlane(server, caFile);
  }

  private static void makeKey(Path store, String alternativeNames) throws Exception {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    Process process =
        new ProcessBuilder(
                keytool.toString(),
                "-genkeypair",
                "-alias",
                "cp",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=cp",
                "-ext",
                "SAN=" + alternativeNames,
                "-ext",
                "BC=ca:true",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("keytool: " + output);
    }
  }

  Path caFile() {
    return caFile;
  }

  String address() {
    return "https://127.0.0.1:" + server.getAddress().getPort();
  }

  void bootstrap(String yaml) {
    bootstrapYaml = yaml;
  }

  void answerFirst(int status, String body) {
    queued.add(new Answer(status, body));
  }

  /** Bodies of the requests in the order of their arrival. */
  BlockingQueue<String> requests() {
    return requests;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange;
        InputStream body = exchange.getRequestBody()) {
      String path = exchange.getRequestURI().getPath();
      requests.add(new String(body.readAllBytes(), StandardCharsets.UTF_8));
      Answer answer = queued.poll();
      if (!path.equals("/bootstrap") || !exchange.getRequestMethod().equals("POST")) {
        answer = new Answer(404, "404 page not found\n");
      } else if (answer == null) {
        byte[] yaml = bootstrapYaml.getBytes(StandardCharsets.UTF_8);
        String encoded = Base64.getEncoder().encodeToString(yaml);
        answer = new Answer(200, "{\"bootstrap\":\"" + encoded + "\"}");
      }
      byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
