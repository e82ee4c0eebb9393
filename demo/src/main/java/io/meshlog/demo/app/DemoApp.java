package io.meshlog.demo.app;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * The counter's page and API. It counts in kv, which it reaches through its own sidecar alone: each
 * service it may call is a port on loopback.
 *
 * <p>{@code GET /} is a page; {@code GET /counter} reads and {@code POST /increment} adds one, in
 * kv or the service named by {@code ?to=}; {@code GET /version} says who it is and what it can
 * call. {@code ANY /call/SERVICE/PATH} hands method, path, query and {@code x-} headers to the
 * service and its status and body back: what a proxy did to the call is seen as it is.
 */
public final class DemoApp {

  private static final int CONNECT_MILLIS = 2_000;
  private static final int READ_MILLIS = 35_000;
  private static final int MOST_BYTES = 1 << 20;

  private final String zone;
  private final Map<String, Integer> services;

  /**
   * @param services the port on 127.0.0.1 by which each service is reached
   */
  DemoApp(String zone, Map<String, Integer> services) {
    this.zone = zone;
    this.services = new TreeMap<>(services);
  }

  /** Flags: {@code --address --port --zone --services=NAME:PORT,NAME:PORT}. */
  public static void main(String[] args) throws IOException {
    var flags = Flags.of(args);
    var services = new TreeMap<String, Integer>();
    for (String service : flags.text("services").split(",")) {
      int colon = service.lastIndexOf(':');
      services.put(service.substring(0, colon), Integer.parseInt(service.substring(colon + 1)));
    }
    var app = new DemoApp(flags.text("zone"), services);
    AppServer.start(flags.text("address"), flags.number("port"), app::reply);
  }

  Reply reply(HttpExchange exchange) throws IOException {
    URI uri = exchange.getRequestURI();
    if (uri.getPath().startsWith("/call/")) {
      return relay(exchange, uri);
    }
    return switch (exchange.getRequestMethod() + " " + uri.getPath()) {
      case "GET /" -> page();
      case "GET /counter" -> call("GET", target(uri), "/counter", Map.of());
      case "POST /increment" -> call("POST", target(uri), "/counter", Map.of());
      case "GET /version" -> version();
      default -> Reply.error(404, "demo-app knows /, /counter, /increment, /version and /call/");
    };
  }

  private Reply relay(HttpExchange exchange, URI uri) throws IOException {
    String[] parts = uri.getRawPath().split("/", 4);
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String path = (parts.length == 4 ? "/" + parts[3] : "/") + query;
    var headers = new TreeMap<String, String>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> {
          if (name.toLowerCase(java.util.Locale.ROOT).startsWith("x-")) {
            headers.put(name, values.getFirst());
          }
        });
    return call(exchange.getRequestMethod(), parts[2], path, headers);
  }

  private Reply call(String method, String service, String path, Map<String, String> headers)
      throws IOException {
    Integer port = services.get(service);
    if (port == null) {
      return Reply.error(404, "no service " + service + "; there are " + services.keySet());
    }
    URI target = URI.create("http://127.0.0.1:" + port + path);
    var connection = (HttpURLConnection) target.toURL().openConnection();
    connection.setRequestMethod(method);
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(READ_MILLIS);
    headers.forEach(connection::setRequestProperty);
    try {
      int status = connection.getResponseCode();
      try (InputStream body =
          status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
        byte[] bytes = body == null ? new byte[0] : body.readNBytes(MOST_BYTES);
        String type = connection.getContentType();
        return new Reply(status, type == null ? "text/plain" : type, bytes);
      }
    } catch (IOException e) {
      return Reply.error(502, "the sidecar did not answer for " + service + ": " + e.getMessage());
    }
  }

  private static String target(URI uri) {
    String query = uri.getQuery();
    return query != null && query.startsWith("to=") ? query.substring(3) : "kv";
  }

  private Reply version() {
    String names = String.join("\",\"", services.keySet());
    return Reply.json(
        200,
        "{\"name\":\"demo-app\",\"zone\":"
            + Reply.quoted(zone)
            + ",\"services\":[\""
            + names
            + "\"]}");
  }

  private static Reply page() throws IOException {
    try (InputStream page = DemoApp.class.getResourceAsStream("counter.html")) {
      if (page == null) {
        throw new IllegalStateException("counter.html is not on the class path");
      }
      String html = new String(page.readAllBytes(), StandardCharsets.UTF_8);
      return new Reply(200, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8));
    }
  }
}
