package io.meshlog.dp;

import io.meshlog.dp.envoy.EnvoyAdmin;
import io.meshlog.dp.envoy.EnvoyCommand;
import io.meshlog.dp.envoy.EnvoyProcess;
import io.meshlog.dp.http.HttpCall.Reply;
import io.meshlog.dp.log.LaunchLog;
import io.meshlog.dp.readiness.Readiness;
import io.meshlog.dp.settings.LaunchSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Envoy's life from start to end. The first signal drains, the second ends at once. If Envoy ends
 * on its own, so does the launcher, with Envoy's exit code: whoever runs the launcher restarts
 * both, with a fresh bootstrap.
 */
final class Supervision {
  /** How long Envoy may take to end after SIGTERM. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final LaunchSettings settings;
  private final Readiness readiness;
  private final @Nullable EnvoyAdmin admin;
  private final BlockingQueue<Occurrence> occurrences;
  private final LaunchLog log;

  Supervision(
      LaunchSettings settings,
      Readiness readiness,
      @Nullable EnvoyAdmin admin,
      BlockingQueue<Occurrence> occurrences,
      LaunchLog log) {
    this.settings = settings;
    this.readiness = readiness;
    this.admin = admin;
    this.occurrences = occurrences;
    this.log = log;
  }

  /** Blocks until Envoy has ended; the result is the process's exit code. */
  int run(Path bootstrapFile) throws IOException, InterruptedException {
    EnvoyProcess envoy = EnvoyProcess.start(command(bootstrapFile));
    try {
      envoy.onExit(code -> occurrences.add(new Occurrence.EnvoyEnded(code)));
      if (!envoy.boundToLauncher()) {
        log.warn(
            "setpriv and setsid (util-linux) are not on the PATH: if this launcher is killed "
                + "with SIGKILL, Envoy goes on running");
      }
      readiness.running(admin);
      log.info("Envoy runs with pid " + envoy.pid());
      return switch (occurrences.take()) {
        case Occurrence.EnvoyEnded(int code) -> {
          log.error("Envoy ended with exit code " + code);
          yield code;
        }
        case Occurrence.Signalled(String name) -> drain(envoy, name);
        case Occurrence.BootstrapFetched _, Occurrence.BootstrapFailed _ ->
            throw new IllegalStateException("a second bootstrap");
      };
    } finally {
      envoy.kill();
    }
  }

  private EnvoyCommand command(Path bootstrapFile) {
    LaunchSettings.Envoy envoy = settings.envoy();
    return new EnvoyCommand(
        envoy.binary(),
        bootstrapFile,
        settings.drainTime(),
        envoy.concurrency(),
        envoy.logLevel(),
        envoy.componentLogLevel());
  }

  private int drain(EnvoyProcess envoy, String signal) throws InterruptedException {
    log.info(
        signal
            + ": draining for "
            + settings.drainTime().toMillis()
            + " ms; a second signal ends "
            + "at once");
    readiness.terminating();
    failHealthChecks();
    Occurrence next = await(settings.drainTime());
    if (next == null) {
      envoy.stop();
      next = await(STOP_LIMIT);
    }
    if (next == null) {
      log.warn(
          "Envoy did not end within " + STOP_LIMIT.toSeconds() + " s after SIGTERM: killing it");
      return 0;
    }
    if (next instanceof Occurrence.Signalled second) {
      log.warn(second.name() + " again: ending at once");
      return 1;
    }
    log.info("Envoy has ended");
    return 0;
  }

  private void failHealthChecks() {
    if (admin == null) {
      return;
    }
    try {
      Reply reply = admin.failHealthChecks();
      if (reply.status() != 200) {
        log.warn("Envoy refused to fail its health checks: status " + reply.status());
      }
    } catch (IOException e) {
      log.warn("cannot make Envoy fail its health checks: " + e.getMessage());
    }
  }

  private @Nullable Occurrence await(Duration limit) throws InterruptedException {
    return occurrences.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
  }
}
