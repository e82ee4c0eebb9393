package io.meshlog.api.diagnostics;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Answers of the servers that do without Spring. */
public final class Answers {
  private static final String TEXT = "text/plain; charset=utf-8";

  private Answers() {}

  public static void text(HttpExchange exchange, int status, String text) throws IOException {
    send(exchange, status, TEXT, text);
  }

  /**
   * @param type of the content
   */
  public static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }
}
