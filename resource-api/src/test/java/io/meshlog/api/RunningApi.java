package io.meshlog.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.api.config.ApiConfiguration;
import io.meshlog.api.config.ApiServerProperties;
import io.meshlog.api.diagnostics.DiagnosticsServer;
import io.meshlog.api.resource.Deployment;
import io.meshlog.embedded.testing.TestDatabase;
import io.meshlog.embedded.testing.TestPostgres;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.store.EventStore;
import io.meshlog.store.config.FallbackDatabase;
import io.meshlog.store.config.PostgresProperties;
import io.meshlog.store.config.StoreConfiguration;
import io.meshlog.store.log.LogOwner;
import io.meshlog.xds.policy.MeshTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

/** A control plane's API on random loopback ports, over a database of its own. */
public final class RunningApi implements AutoCloseable {
  private final AutoCloseable database;
  private final ConfigurableApplicationContext context;
  private final HttpClient client = HttpClient.newHttpClient();
  private final int port;
  private final String base;
  private volatile @Nullable Documented document;

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import({StoreConfiguration.class, ApiConfiguration.class})
  static class App {}

  private RunningApi(
      Deployment deployment,
      Path folder,
      List<String> settings,
      PostgresProperties where,
      AutoCloseable database) {
    this.database = database;
    SpringApplication app = new SpringApplication(App.class);
    app.addInitializers(started -> {
      var beans = (org.springframework.context.support.GenericApplicationContext) started;
      beans.registerBean(ResourceTypes.class, () -> MeshTypes.TYPES);
      beans.registerBean(LogOwner.class, () -> new LogOwner(deployment.self()));
      beans.registerBean(Deployment.class, () -> deployment);
      beans.registerBean(Clock.class, Clock::systemUTC);
      beans.registerBean(FallbackDatabase.class, () -> () -> where);
    });
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--spring.main.banner-mode=off",
                "--logging.level.root=WARN",
                "--kuma.api-server.http.interface=127.0.0.1",
                "--kuma.api-server.http.port=0",
                "--kuma.api-server.https.interface=127.0.0.1",
                "--kuma.api-server.https.port=0",
                "--kuma.diagnostics.server-port=0",
                "--meshlog.diagnostics.server-interface=127.0.0.1",
                "--kuma.general.work-dir=" + folder.resolve("work"),
                "--meshlog.secrets.folder=" + folder.resolve("secrets")));
    arguments.addAll(settings);
    context = app.run(arguments.toArray(String[]::new));
    port = webServer().getPort();
    base = bean(ApiServerProperties.class).prefix();
  }

  private static final class Shared {
    static final RunningApi ZONE = start();

    private static RunningApi start() {
      try {
        return zone(Files.createTempDirectory("shared-zone"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * A zone on its own that test classes share, each with meshes of its own: a context costs
   * seconds. It ends with the JVM.
   */
  public static RunningApi sharedZone() {
    return Shared.ZONE;
  }

  public static RunningApi zone(Path folder) {
    return of(new Deployment(Origin.zone("default"), false, false), folder);
  }

  /** With more settings, each {@code property=value}. */
  public static RunningApi zoneWith(Path folder, String... settings) {
    return of(
        new Deployment(Origin.zone("default"), false, false),
        folder,
        Stream.of(settings).map(setting -> "--" + setting).toArray(String[]::new));
  }

  public static RunningApi federatedZone(Path folder) {
    return of(new Deployment(Origin.zone("zone-1"), true, false), folder);
  }

  /**
   * @param settings further ones, e.g. {@code --meshlog.gui.directory=…}
   */
  public static RunningApi global(Path folder, String... settings) {
    return of(new Deployment(Origin.GLOBAL, false, false), folder, settings);
  }

  public static RunningApi of(Deployment deployment, Path folder, String... settings) {
    TestDatabase own = TestPostgres.shared().newDatabase();
    PostgresProperties where =
        PostgresProperties.of(own.host(), own.port(), own.user(), own.password(), own.name());
    return new RunningApi(deployment, folder, List.of(settings), where, own);
  }

  /** A zone on a database that the test may stop. */
  public static RunningApi zoneOn(PostgresProperties where, Path folder) {
    return new RunningApi(
        new Deployment(Origin.zone("default"), false, false),
        folder,
        List.of("--meshlog.store.connection-wait=500ms"),
        where,
        () -> {});
  }

  /** An answer with what tests look at. */
  public record Answer(int status, String text, HttpResponse<String> raw) {
    public JsonNode json() {
      return SpecJson.parse(text);
    }

    public String header(String name) {
      return raw.headers().firstValue(name).orElse("");
    }
  }

  public int port() {
    return port;
  }

  public WebServer webServer() {
    return Objects.requireNonNull(((ServletWebServerApplicationContext) context).getWebServer());
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  public URI diagnostics(String path) {
    return URI.create("http://127.0.0.1:" + bean(DiagnosticsServer.class).port() + path);
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + base + path);
  }

  public long head() {
    return bean(EventStore.class).live().current().head();
  }

  public Answer send(HttpRequest request) {
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      asItSays(request, response);
      return new Answer(response.statusCode(), response.body(), response);
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Whatever is asked of it: each answer must be as the OpenAPI document has it. */
  private void asItSays(HttpRequest request, HttpResponse<String> response)
      throws IOException, InterruptedException {
    String path = request.uri().getRawPath();
    if (request.uri().getPort() != port || !(path + '/').startsWith(base + '/')) {
      return;
    }
    Documented told = document;
    if (told == null) {
      told =
          Documented.by(
              client
                  .send(
                      HttpRequest.newBuilder(uri("/openapi.json")).build(), BodyHandlers.ofString())
                  .body());
      document = told;
    }
    assertThat(
            told.fault(
                request.method(),
                path.equals(base) ? "/" : path.substring(base.length()),
                response.statusCode(),
                response.headers().firstValue("Content-Type").orElse(""),
                response.body()))
        .isEmpty();
  }

  public Answer get(String path, String... headers) {
    return send(with(HttpRequest.newBuilder(uri(path)), headers).build());
  }

  /** Single quotes stand for double ones. */
  public Answer put(String path, String body, String... headers) {
    return send(
        with(HttpRequest.newBuilder(uri(path)), headers)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body.replace('\'', '"')))
            .build());
  }

  public Answer post(String path, String body, String... headers) {
    return send(
        with(HttpRequest.newBuilder(uri(path)), headers)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.replace('\'', '"')))
            .build());
  }

  public Answer delete(String path, String... headers) {
    return send(with(HttpRequest.newBuilder(uri(path)), headers).DELETE().build());
  }

  private static HttpRequest.Builder with(HttpRequest.Builder request, String... headers) {
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return request;
  }

  @Override
  public void close() throws Exception {
    client.close();
    context.close();
    database.close();
  }
}
