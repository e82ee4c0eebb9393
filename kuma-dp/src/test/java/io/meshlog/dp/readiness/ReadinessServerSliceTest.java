package io.meshlog.dp.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server over real loopback sockets. */
class ReadinessServerSliceTest {
  private final Readiness readiness = new Readiness();
  private ReadinessServer server;

  @BeforeEach
  void open() throws IOException {
    server = ReadinessServer.open(0, readiness::verdict);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void followsThePhasesOfTheRun() throws IOException {
    assertThat(ask("GET /ready HTTP/1.1"))
        .startsWith("HTTP/1.1 503 ")
        .endsWith("\r\n\r\nNOT_READY");
    readiness.running(null);
    assertThat(ask("GET /ready HTTP/1.1")).startsWith("HTTP/1.1 200 OK").endsWith("\r\n\r\nREADY");
    readiness.terminating();
    assertThat(ask("GET /ready HTTP/1.1"))
        .startsWith("HTTP/1.1 503 ")
        .endsWith("\r\n\r\nTERMINATING");
  }

  @ParameterizedTest
  @CsvSource({
    "GET / HTTP/1.1, 404",
    "GET /readyz HTTP/1.1, 404",
    "GET /ready/ HTTP/1.1, 404",
    "GET /ready?verbose HTTP/1.1, 200",
    "POST /ready HTTP/1.1, 405",
    "HEAD /ready HTTP/1.1, 200",
  })
  void knowsOnePathOnly(String requestLine, int status) throws IOException {
    readiness.running(null);

    assertThat(ask(requestLine)).startsWith("HTTP/1.1 " + status + " ");
  }

  @Test
  void closesTheConnectionOfWhatIsNoHttp() throws IOException {
    assertThat(exchange("x".repeat(10_000))).isEmpty();
  }

  @Test
  void answersWhileSilentConnectionsAreOpen() throws IOException {
    readiness.running(null);
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 7; i++) {
        silent.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
      }
      assertThat(ask("GET /ready HTTP/1.1")).endsWith("READY");
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  private String ask(String requestLine) throws IOException {
    return exchange(requestLine + "\r\nHost: x\r\n\r\n");
  }

  private String exchange(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    } catch (java.net.SocketException reset) {
      return ""; // the server closed with unread input, which TCP reports as a reset
    }
  }
}
