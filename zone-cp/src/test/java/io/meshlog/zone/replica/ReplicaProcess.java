package io.meshlog.zone.replica;

import io.meshlog.embedded.LoopbackPort;
import io.meshlog.embedded.testing.TestDatabase;
import io.meshlog.zone.ZoneControlPlane;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A zone's control plane as a process of its own, which a test may kill or freeze. */
final class ReplicaProcess implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Process process;
  private final Path output;
  private final int api;
  private final int diagnostics;
  private final int proxies;

  private ReplicaProcess(TestDatabase database, Path folder, String name) throws IOException {
    api = LoopbackPort.free();
    diagnostics = LoopbackPort.free();
    proxies = LoopbackPort.free();
    output = folder.resolve(name + ".log");
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                ZoneControlPlane.class.getName(),
                "--kuma.store.postgres.host=" + database.host(),
                "--kuma.store.postgres.port=" + database.port(),
                "--kuma.store.postgres.user=" + database.user(),
                "--kuma.store.postgres.password=" + database.password(),
                "--kuma.store.postgres.db-name=" + database.name(),
                "--kuma.general.work-dir=" + folder,
                "--kuma.api-server.http.interface=127.0.0.1",
                "--kuma.api-server.http.port=" + api,
                "--kuma.api-server.https.enabled=false",
                "--kuma.diagnostics.server-port=" + diagnostics,
                "--meshlog.diagnostics.server-interface=127.0.0.1",
                "--kuma.monitoring-assignment-server.enabled=false",
                "--kuma.dp-server.port=" + proxies,
                "--meshlog.dp-server.interface=127.0.0.1",
                "--kuma.xds.dataplane-deregistration-delay=1h",
                "--meshlog.store.lease=2s")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
  }

  static ReplicaProcess start(TestDatabase database, Path folder, String name) {
    try {
      return new ReplicaProcess(database, folder, name);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  int proxies() {
    return proxies;
  }

  /** Fails at once when the process has ended. */
  boolean ready() {
    if (!process.isAlive()) {
      throw new AssertionError("the process ended: " + output());
    }
    try {
      return HTTP.send(request(diagnostics, "/ready").build(), BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(PATIENCE);
  }

  HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(api, path);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> put(String path, String body, String... headers)
      throws IOException, InterruptedException {
    return send(request(api, path).PUT(BodyPublishers.ofString(body)), headers);
  }

  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    return send(request(api, path).POST(BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request, String... headers)
      throws IOException, InterruptedException {
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(
        request.header("content-type", "application/json").build(), BodyHandlers.ofString());
  }

  String metrics() throws IOException, InterruptedException {
    return HTTP.send(request(diagnostics, "/metrics").build(), BodyHandlers.ofString()).body();
  }

  /** As {@code kill -9}. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(20, TimeUnit.SECONDS);
  }

  /** Stops it between two instructions, its connections left as they are. */
  void freeze() throws Exception {
    signal("STOP");
  }

  void thaw() throws Exception {
    signal("CONT");
  }

  private void signal(String name) throws Exception {
    List<String> kill = List.of("sh", "-c", "kill -" + name + ' ' + process.pid());
    if (new ProcessBuilder(kill).inheritIO().start().waitFor() != 0) {
      throw new AssertionError("no signal " + name + " to " + process.pid());
    }
  }

  @Override
  public void close() throws Exception {
    process.destroyForcibly();
    process.waitFor(20, TimeUnit.SECONDS);
  }
}
