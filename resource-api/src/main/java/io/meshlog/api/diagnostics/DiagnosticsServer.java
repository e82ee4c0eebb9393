package io.meshlog.api.diagnostics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * {@code /ready} (200 when every part is ready, else 503), {@code /ready/<part>}, {@code /healthy}
 * (200 while the process answers), {@code /metrics} and {@code /logging}. Bodies of the first three
 * are empty; the header {@code Meshlog-Not-Ready} names the parts that are not. One virtual thread
 * a request.
 */
public final class DiagnosticsServer implements AutoCloseable {
  private static final int BACKLOG = 64;
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int NOT_ALLOWED = 405;
  private static final int UNAVAILABLE = 503;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<ReadinessPart> parts;
  private final Supplier<String> metrics;
  private final LoggingEndpoint logging;

  private DiagnosticsServer(
      HttpServer server, List<ReadinessPart> parts, Supplier<String> metrics, LogLevels levels) {
    this.server = server;
    this.parts = List.copyOf(parts);
    this.metrics = metrics;
    this.logging = new LoggingEndpoint(levels);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
  }

  /**
   * @param metrics in the text format of Prometheus
   */
  public static DiagnosticsServer start(
      InetSocketAddress address,
      List<ReadinessPart> parts,
      Supplier<String> metrics,
      LogLevels levels)
      throws IOException {
    DiagnosticsServer diagnostics =
        new DiagnosticsServer(HttpServer.create(address, BACKLOG), parts, metrics, levels);
    diagnostics.server.start();
    return diagnostics;
  }

  public int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      if (path.equals(LoggingEndpoint.PATH) || path.startsWith(LoggingEndpoint.PATH + '/')) {
        logging.answer(exchange);
      } else if (!exchange.getRequestMethod().equals("GET")
          && !exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(NOT_ALLOWED, -1);
      } else if (path.equals("/healthy")) {
        exchange.sendResponseHeaders(OK, -1);
      } else if (path.equals("/ready")) {
        readiness(exchange, parts);
      } else if (path.startsWith("/ready/")) {
        readiness(exchange, path.substring("/ready/".length()));
      } else if (path.equals("/metrics")) {
        Answers.send(exchange, OK, "text/plain; version=0.0.4; charset=utf-8", metrics.get());
      } else {
        exchange.sendResponseHeaders(NOT_FOUND, -1);
      }
    }
  }

  private void readiness(HttpExchange exchange, String name) throws IOException {
    List<ReadinessPart> named = parts.stream().filter(part -> part.name().equals(name)).toList();
    if (named.isEmpty()) {
      exchange.sendResponseHeaders(NOT_FOUND, -1);
    } else {
      readiness(exchange, named);
    }
  }

  private static void readiness(HttpExchange exchange, List<ReadinessPart> asked)
      throws IOException {
    String missing =
        asked.stream()
            .filter(part -> !part.ready().getAsBoolean())
            .map(ReadinessPart::name)
            .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      exchange.getResponseHeaders().set("Meshlog-Not-Ready", missing);
    }
    exchange.sendResponseHeaders(missing.isEmpty() ? OK : UNAVAILABLE, -1);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
