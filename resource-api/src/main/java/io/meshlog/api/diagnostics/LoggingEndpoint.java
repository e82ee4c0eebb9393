package io.meshlog.api.diagnostics;

import com.sun.net.httpserver.HttpExchange;
import io.meshlog.model.json.SpecJson;
import java.io.IOException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /logging}: GET answers the levels that are set, PUT sets one ({@code component}, {@code
 * level}), DELETE takes all back, or one at {@code /logging/<component>}. Thread-safe.
 */
final class LoggingEndpoint {
  static final String PATH = "/logging";
  private static final Logger LOG = LoggerFactory.getLogger(LoggingEndpoint.class);
  private static final int BODY = 4096;
  private static final int OK = 200;
  private static final int BAD = 400;
  private static final int NOT_ALLOWED = 405;
  private static final int TOO_MANY = 429;

  private final LogLevels levels;

  LoggingEndpoint(LogLevels levels) {
    this.levels = levels;
  }

  void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    try {
      if (path.equals(PATH)) {
        all(exchange);
      } else {
        one(exchange, path.substring(PATH.length() + 1));
      }
    } catch (LogLevels.Refused e) {
      text(exchange, e.tooMany() ? TOO_MANY : BAD, String.valueOf(e.getMessage()));
    }
  }

  private void all(HttpExchange exchange) throws IOException, LogLevels.Refused {
    switch (exchange.getRequestMethod()) {
      case "GET" -> components(exchange, levels.all());
      case "PUT" -> set(exchange);
      case "DELETE" -> {
        Map<String, String> were = levels.resetAll();
        LOG.info("log levels are as configured again: {}", were.keySet());
        components(exchange, were);
      }
      default -> text(exchange, NOT_ALLOWED, "method not allowed");
    }
  }

  private void one(HttpExchange exchange, String component) throws IOException, LogLevels.Refused {
    if (exchange.getRequestMethod().equals("DELETE")) {
      levels.reset(component);
      LOG.info("log level of {} is as configured again", component);
      exchange.sendResponseHeaders(OK, -1);
    } else {
      text(exchange, NOT_ALLOWED, "method not allowed");
    }
  }

  private void set(HttpExchange exchange) throws IOException, LogLevels.Refused {
    byte[] body = exchange.getRequestBody().readNBytes(BODY + 1);
    JsonNode wanted;
    try {
      wanted = SpecJson.plain().readTree(body);
    } catch (JacksonException e) {
      wanted = SpecJson.plain().missingNode();
    }
    if (body.length > BODY || !wanted.isObject()) {
      text(exchange, BAD, "invalid request body");
      return;
    }
    String component = wanted.path("component").asString("");
    String level = wanted.path("level").asString("");
    levels.set(component, level);
    LOG.info("log level of {} is {}", component, level);
    exchange.sendResponseHeaders(OK, -1);
  }

  private static void components(HttpExchange exchange, Map<String, String> levels)
      throws IOException {
    ObjectNode root = SpecJson.plain().createObjectNode();
    ObjectNode components = root.putObject("components");
    levels.forEach(components::put);
    Answers.send(exchange, OK, "application/json", root + "\n");
  }

  private static void text(HttpExchange exchange, int status, String text) throws IOException {
    Answers.text(exchange, status, text + '\n');
  }
}
