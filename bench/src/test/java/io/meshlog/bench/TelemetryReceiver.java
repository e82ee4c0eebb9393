package io.meshlog.bench;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Takes lines over TCP and OTLP over HTTP, and remembers the lines and the paths. */
final class TelemetryReceiver implements AutoCloseable {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private final ServerSocket lines;
  private final HttpServer otlp;
  private final Set<String> seen = ConcurrentHashMap.newKeySet();

  private TelemetryReceiver(ServerSocket lines, HttpServer otlp) {
    this.lines = lines;
    this.otlp = otlp;
  }

  static TelemetryReceiver start() throws IOException {
    TelemetryReceiver receiver =
        new TelemetryReceiver(
            new ServerSocket(0, 16, LOOPBACK),
            HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0));
    receiver.otlp.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.getRequestBody().readAllBytes();
            receiver.seen.add(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(200, -1);
          }
        });
    receiver.otlp.start();
    Thread.ofVirtual().start(receiver::accept);
    return receiver;
  }

  int linesPort() {
    return lines.getLocalPort();
  }

  int otlpPort() {
    return otlp.getAddress().getPort();
  }

  Set<String> seen() {
    return seen;
  }

  private void accept() {
    while (!lines.isClosed()) {
      try {
        Socket socket = lines.accept();
        Thread.ofVirtual().start(() -> read(socket));
      } catch (IOException e) {
        // closed
      }
    }
  }

  private void read(Socket socket) {
    try (socket;
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      in.lines().forEach(seen::add);
    } catch (IOException e) {
      // whoever sent went away
    }
  }

  @Override
  public void close() throws IOException {
    lines.close();
    otlp.stop(0);
  }
}
