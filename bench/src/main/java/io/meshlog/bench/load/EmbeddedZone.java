package io.meshlog.bench.load;

import io.meshlog.demo.Await;
import io.meshlog.demo.ControlPlaneJvm;
import io.meshlog.demo.ControlPlaneStore;
import io.meshlog.demo.Http;
import io.meshlog.embedded.DetachedProcess;
import io.meshlog.embedded.FileTree;
import io.meshlog.embedded.LoopbackPort;
import io.meshlog.embedded.PostgresDatabase;
import io.meshlog.embedded.PostgresOptions;
import io.meshlog.embedded.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A zone's control plane as it is shipped, in a process of its own with its own PostgreSQL, durable
 * commits included. It is part of no federation.
 */
final class EmbeddedZone implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);

  private final Path folder;
  private final Path log;
  private final PostgresServer postgres;
  private final Process process;
  private final int api;
  private final int dpServer;
  private final double startSeconds;

  /** A measurement that is stopped leaves no servers behind. */
  private final Thread hook = new Thread(this::end, "stop");

  private boolean ended;

  /**
   * @param flags for its JVM beside the shipped ones
   */
  EmbeddedZone(Path root, List<String> flags) throws IOException {
    this.folder = Files.createTempDirectory("meshlog-bench-load");
    this.postgres = PostgresServer.start(PostgresOptions.in(folder.resolve("postgres")));
    this.api = LoopbackPort.free();
    this.dpServer = LoopbackPort.free();
    List<String> line = new ControlPlaneJvm(root, false).line(flags);
    this.log = folder.resolve("zone.log");
    this.process = DetachedProcess.start(line, environment(), folder, log);
    Runtime.getRuntime().addShutdownHook(hook);
    long begun = System.nanoTime();
    Http http = new Http();
    boolean ready = Await.within(START, () -> !process.isAlive() || answers(http));
    if (!ready || !process.isAlive()) {
      String tail = DetachedProcess.tail(log);
      close();
      throw new IOException("the control plane did not start:\n" + tail);
    }
    this.startSeconds = (System.nanoTime() - begun) / 1e9;
  }

  /** From its start to its first answer. */
  double startSeconds() {
    return startSeconds;
  }

  private boolean answers(Http http) {
    try {
      return http.get(api().resolve("/meshes/" + LoadPlan.MESH)).isOk();
    } catch (RuntimeException e) {
      return false;
    }
  }

  private Map<String, String> environment() {
    PostgresDatabase database = postgres.database("zone");
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.keySet().removeIf(name -> name.startsWith("KUMA_") || name.startsWith("MESHLOG_"));
    environment.putAll(
        Map.of(
            "KUMA_MODE",
            "zone",
            "KUMA_GENERAL_WORK_DIR",
            folder.toString(),
            "MESHLOG_DATA_DIR",
            folder.toString(),
            "KUMA_API_SERVER_HTTP_PORT",
            Integer.toString(api),
            "KUMA_API_SERVER_HTTP_INTERFACE",
            "127.0.0.1",
            "KUMA_API_SERVER_HTTPS_ENABLED",
            "false",
            "KUMA_DIAGNOSTICS_SERVER_PORT",
            Integer.toString(LoopbackPort.free()),
            "KUMA_MONITORING_ASSIGNMENT_SERVER_ENABLED",
            "false",
            "KUMA_DP_SERVER_PORT",
            Integer.toString(dpServer),
            "MESHLOG_DP_SERVER_INTERFACE",
            "127.0.0.1"));
    environment.putAll(ControlPlaneStore.settings(database));
    return environment;
  }

  URI api() {
    return URI.create("http://127.0.0.1:" + api);
  }

  Target.Address ads() {
    return new Target.Address("127.0.0.1", dpServer, certificate());
  }

  Path certificate() {
    return folder.resolve("kuma-cp.crt");
  }

  /** What it said last. */
  String logTail() {
    return DetachedProcess.tail(log);
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException goingDown) {
      // It runs, or has run.
    }
    end();
  }

  private synchronized void end() {
    if (ended) {
      return;
    }
    ended = true;
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    postgres.abandon();
    FileTree.delete(folder);
  }
}
