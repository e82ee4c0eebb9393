package io.meshlog.zone.monitoring;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.meshlog.api.diagnostics.Answers;
import io.meshlog.model.json.GoDuration;
import io.meshlog.model.json.SpecJson;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST /v3/discovery:monitoringassignments}: Envoy's REST polling with long polls, which is
 * how Prometheus ({@code kuma_sd_configs}) asks. One virtual thread a request.
 */
public final class MonitoringServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MonitoringServer.class);
  private static final String PATH = "/v3/discovery:monitoringassignments";
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final int BODY = 1 << 16;
  private static final int BACKLOG = 64;
  private static final int OK = 200;
  private static final int NOT_MODIFIED = 304;
  private static final int BAD = 400;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Assignments assignments;
  private final Duration patience;

  /** Something that a client must ask otherwise. */
  private static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    private final String title;

    Unreadable(String title, String why) {
      super(why);
      this.title = title;
    }
  }

  private MonitoringServer(HttpServer server, Assignments assignments, Duration patience) {
    this.server = server;
    this.assignments = assignments;
    this.patience = patience;
    server.setExecutor(threads);
    server.createContext("/", this::answer);
  }

  /**
   * @param tls empty: without TLS, as Prometheus expects it by default
   * @param patience how long a question waits for news that does not say
   */
  public static MonitoringServer start(
      InetSocketAddress address,
      Optional<SSLContext> tls,
      Assignments assignments,
      Duration patience)
      throws IOException {
    HttpServer server;
    if (tls.isPresent()) {
      HttpsServer encrypted = HttpsServer.create(address, BACKLOG);
      encrypted.setHttpsConfigurator(new Modern(tls.get()));
      server = encrypted;
    } else {
      server = HttpServer.create(address, BACKLOG);
    }
    MonitoringServer monitoring = new MonitoringServer(server, assignments, patience);
    server.start();
    return monitoring;
  }

  private static final class Modern extends HttpsConfigurator {
    Modern(SSLContext context) {
      super(context);
    }

    @Override
    public void configure(HttpsParameters parameters) {
      var allowed = getSSLContext().getDefaultSSLParameters();
      allowed.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
      parameters.setSSLParameters(allowed);
    }
  }

  public int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestURI().getPath().equals(PATH)) {
        Answers.text(exchange, 404, "404: Page Not Found");
      } else if (!exchange.getRequestMethod().equals("POST")) {
        exchange.getResponseHeaders().set("Allow", "POST");
        Answers.text(exchange, 405, "405: Method Not Allowed");
      } else {
        discover(exchange);
      }
    } catch (InterruptedException stopping) {
      LOG.debug("a question was left unanswered");
    }
  }

  private void discover(HttpExchange exchange) throws IOException, InterruptedException {
    try {
      JsonNode request = request(exchange);
      String known = either(request, "version_info", "versionInfo");
      Duration wait = wait(exchange.getRequestURI().getRawQuery());
      Assignments.Answer found =
          assignments.ask(request.path("node").path("id").asString(""), known, wait);
      if (found.version().equals(known)) {
        exchange.sendResponseHeaders(NOT_MODIFIED, -1);
      } else {
        ObjectNode response = SpecJson.plain().createObjectNode();
        response.put("version_info", found.version());
        ArrayNode resources = response.putArray("resources");
        found.assignments().forEach(each -> resources.add(each.json()));
        response.put("type_url", Assignment.TYPE);
        Answers.send(exchange, OK, "application/json", response.toString());
      }
    } catch (Unreadable e) {
      ObjectNode problem = SpecJson.plain().createObjectNode();
      problem.put("type", "/std-errors").put("status", BAD).put("title", e.title);
      problem.put("detail", e.getMessage()).put("details", e.getMessage());
      Answers.send(exchange, BAD, "application/json", problem.toString());
    }
  }

  private static JsonNode request(HttpExchange exchange) throws IOException, Unreadable {
    byte[] body = exchange.getRequestBody().readNBytes(BODY + 1);
    if (body.length > BODY) {
      throw new Unreadable(
          "Could not read request body", "the body must be at most " + BODY + " bytes");
    }
    try {
      JsonNode request = SpecJson.plain().readTree(body);
      if (!request.isObject()) {
        throw new Unreadable("Could not parse request body", "it is no JSON object");
      }
      return request;
    } catch (JacksonException e) {
      throw new Unreadable("Could not parse request body", "it is no JSON");
    }
  }

  /** Protobuf's JSON has two names for a field, and readers take both. */
  private static String either(JsonNode request, String name, String camelCase) {
    return request.path(name).asString(request.path(camelCase).asString(""));
  }

  private Duration wait(@Nullable String query) throws Unreadable {
    Optional<String> said =
        Stream.of((query == null ? "" : query).split("&"))
            .filter(parameter -> parameter.startsWith("fetch-timeout="))
            .map(parameter -> parameter.substring("fetch-timeout=".length()))
            .findFirst();
    try {
      Duration wait =
          said.isEmpty()
              ? patience
              : GoDuration.parse(URLDecoder.decode(said.get(), StandardCharsets.UTF_8)).value();
      return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    } catch (IllegalArgumentException e) {
      throw new Unreadable("Could not parse fetch-timeout", String.valueOf(e.getMessage()));
    }
  }

  /** Whoever waits is left without an answer, and asks again. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
