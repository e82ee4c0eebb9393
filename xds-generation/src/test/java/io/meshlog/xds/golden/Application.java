package io.meshlog.xds.golden;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is behind a proxy: says who it is, counts by path, and does badly where the path says so.
 */
final class Application implements AutoCloseable {
  private static final int GOOD_AFTER = 2;

  private final Map<String, Integer> asked = new ConcurrentHashMap<>();
  private final String name;
  private final boolean healthy;
  private final HttpServer server;

  Application(String name, boolean healthy) throws IOException {
    this.name = name;
    this.healthy = healthy;
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  int asked(String path) {
    return asked.getOrDefault(path, 0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    int times = asked.merge(path, 1, Integer::sum);
    int status =
        switch (path) {
          case "/good-at-last" -> times <= GOOD_AFTER ? 503 : 200;
          case "/broken" -> 500;
          case "/health" -> healthy ? 200 : 503;
          default -> 200;
        };
    byte[] body = name.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
