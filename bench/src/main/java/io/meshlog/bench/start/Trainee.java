package io.meshlog.bench.start;

import io.meshlog.demo.Await;
import io.meshlog.demo.ControlPlaneJvm;
import io.meshlog.demo.ControlPlaneStore;
import io.meshlog.demo.Http;
import io.meshlog.embedded.DetachedProcess;
import io.meshlog.embedded.LoopbackPort;
import io.meshlog.embedded.PostgresDatabase;
import io.meshlog.embedded.PostgresOptions;
import io.meshlog.embedded.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A control plane in a process of its own that is watched by its runtime. One use. */
final class Trainee {
  private static final Duration START = Duration.ofMinutes(3);
  private static final int END_MINUTES = 5;
  private static final String LOOPBACK = "127.0.0.1";
  private static final Queue<Trainee> STARTED = new ConcurrentLinkedQueue<>();

  /** What they have in common. */
  record Federation(Path root, Path folder, Path keyRing, String kafka) {}

  private final ControlPlaneJvm program;
  private final boolean global;
  private final Federation federation;
  private final Path folder;
  private final Path part;
  private final PostgresServer postgres;
  private final Process process;
  private final int api = LoopbackPort.free();
  private final int dpServer = LoopbackPort.free();

  Trainee(Federation federation, boolean global) {
    this.program = new ControlPlaneJvm(federation.root(), global);
    this.global = global;
    this.federation = federation;
    this.folder = federation.folder().resolve(global ? "global" : "zone");
    this.part = program.cache().resolveSibling(program.cache().getFileName() + ".part");
    try {
      Files.createDirectories(folder);
      Files.deleteIfExists(program.cache());
      Files.deleteIfExists(part);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.postgres = PostgresServer.start(PostgresOptions.in(folder.resolve("postgres")));
    this.process = DetachedProcess.start(program.training(part), environment(), folder, log());
    STARTED.add(this);
    Http http = new Http();
    URI mesh = api().resolve("/meshes/default");
    Await.within(START, () -> !process.isAlive() || http.get(mesh).isOk());
    if (!process.isAlive()) {
      throw new IllegalStateException("it did not start:\n" + DetachedProcess.tail(log()));
    }
  }

  private Map<String, String> environment() {
    PostgresDatabase database = postgres.database("training");
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.keySet().removeIf(name -> name.startsWith("KUMA_") || name.startsWith("MESHLOG_"));
    environment.putAll(
        Map.of(
            "KUMA_MODE", global ? "global" : "zone",
            "KUMA_GENERAL_WORK_DIR", folder.toString(),
            "MESHLOG_DATA_DIR", folder.toString(),
            "MESHLOG_SECRETS_KEY_FILE", federation.keyRing().toString(),
            "MESHLOG_KAFKA_BOOTSTRAP_SERVERS", federation.kafka(),
            "KUMA_API_SERVER_HTTP_PORT", Integer.toString(api),
            "KUMA_API_SERVER_HTTP_INTERFACE", LOOPBACK,
            "KUMA_API_SERVER_HTTPS_PORT", Integer.toString(LoopbackPort.free()),
            "KUMA_API_SERVER_HTTPS_INTERFACE", LOOPBACK));
    environment.putAll(
        Map.of(
            "KUMA_DIAGNOSTICS_SERVER_PORT",
            Integer.toString(LoopbackPort.free()),
            "MESHLOG_DIAGNOSTICS_SERVER_INTERFACE",
            LOOPBACK));
    environment.putAll(ControlPlaneStore.settings(database));
    if (!global) {
      environment.put("KUMA_MULTIZONE_ZONE_NAME", "zone-1");
      environment.put("KUMA_DP_SERVER_PORT", Integer.toString(dpServer));
      environment.put(
          "KUMA_MONITORING_ASSIGNMENT_SERVER_PORT", Integer.toString(LoopbackPort.free()));
      environment.put("MESHLOG_DP_SERVER_INTERFACE", LOOPBACK);
    }
    return environment;
  }

  private Path log() {
    return folder.resolve("log");
  }

  URI api() {
    return URI.create("http://" + LOOPBACK + ":" + api);
  }

  int dpServer() {
    return dpServer;
  }

  Path certificate() {
    return folder.resolve("kuma-cp.crt");
  }

  /**
   * Ends it, whereupon its runtime makes the cache, and puts the cache where starts look for it.
   */
  void finish() {
    process.destroy();
    try {
      if (!process.waitFor(END_MINUTES, TimeUnit.MINUTES) || !Files.exists(part)) {
        throw new IllegalStateException("it made no cache:\n" + DetachedProcess.tail(log()));
      }
      Files.move(part, program.cache(), StandardCopyOption.REPLACE_EXISTING);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whatever became of the training. */
  static void endAll() {
    for (Trainee trainee : STARTED) {
      trainee.process.destroyForcibly();
      trainee.postgres.abandon();
      try {
        Files.deleteIfExists(trainee.part);
        Files.deleteIfExists(trainee.part.resolveSibling(trainee.part.getFileName() + ".config"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
