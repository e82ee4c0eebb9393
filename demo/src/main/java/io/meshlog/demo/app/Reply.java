package io.meshlog.demo.app;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** An HTTP answer. */
record Reply(int status, String type, byte[] body) {

  static Reply json(int status, String json) {
    return new Reply(status, "application/json", (json + "\n").getBytes(StandardCharsets.UTF_8));
  }

  static Reply error(int status, String message) {
    return json(status, "{\"error\":" + quoted(message) + "}");
  }

  void sendTo(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("content-type", type);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  static String quoted(String text) {
    var out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        default -> out.append(c < ' ' ? ' ' : c);
      }
    }
    return out.append('"').toString();
  }
}
