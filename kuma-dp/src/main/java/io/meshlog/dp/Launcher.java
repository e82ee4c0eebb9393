package io.meshlog.dp;

import io.meshlog.dp.accesslog.AccessLogPipe;
import io.meshlog.dp.bootstrap.Attempt;
import io.meshlog.dp.bootstrap.Bootstrap;
import io.meshlog.dp.bootstrap.BootstrapClient;
import io.meshlog.dp.bootstrap.BootstrapFetch;
import io.meshlog.dp.bootstrap.BootstrapRequest;
import io.meshlog.dp.bootstrap.SystemCa;
import io.meshlog.dp.envoy.EnvoyAdmin;
import io.meshlog.dp.envoy.EnvoyVersion;
import io.meshlog.dp.log.LaunchLog;
import io.meshlog.dp.otel.OtelEnvironment;
import io.meshlog.dp.readiness.Readiness;
import io.meshlog.dp.readiness.ReadinessServer;
import io.meshlog.dp.settings.LaunchSettings;
import io.meshlog.dp.settings.LaunchSettings.ControlPlane;
import io.meshlog.dp.settings.LaunchSettings.Proxy;
import io.meshlog.dp.settings.ProxyType;
import io.meshlog.dp.settings.Setting;
import io.meshlog.dp.settings.TransparentProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * One run: fetch the bootstrap, then supervise Envoy. The calling thread is the only one that
 * changes anything; signals, the fetch and Envoy's end reach it as {@link Occurrence}s. After the
 * bootstrap nothing here needs the control plane.
 */
final class Launcher {
  private static final Duration ADMIN_TIMEOUT = Duration.ofSeconds(2);

  private final LaunchSettings settings;
  private final LaunchLog log;
  private final BlockingQueue<Occurrence> occurrences = new ArrayBlockingQueue<>(64);
  private final Readiness readiness = new Readiness();

  Launcher(LaunchSettings settings, LaunchLog log) {
    this.settings = settings;
    this.log = log;
  }

  /** Blocks for the whole run; the result is the process's exit code. */
  int run() throws InterruptedException {
    settings.warnings().forEach(log::warn);
    TerminationSignals.deliverTo(occurrences);
    try (ReadinessServer server = openReadiness();
        WorkFolder folder = WorkFolder.open(settings.workDir());
        AccessLogPipe pipe = accessLogPipe(folder.path())) {
      log.debug("readiness on port " + server.port() + ", work folder " + folder.path());
      startFetch(folder.path());
      return switch (occurrences.take()) {
        case Occurrence.BootstrapFetched(Bootstrap bootstrap) -> supervise(bootstrap, folder, pipe);
        case Occurrence.BootstrapFailed(String reason) -> {
          log.error(reason);
          yield 1;
        }
        case Occurrence.Signalled(String name) -> {
          log.info(name + " before Envoy was started: ending");
          yield 0;
        }
        case Occurrence.EnvoyEnded(int code) ->
            throw new IllegalStateException("Envoy ended with " + code + " before it was started");
      };
    } catch (IOException e) {
      log.error(String.valueOf(e.getMessage()));
      return 1;
    }
  }

  private ReadinessServer openReadiness() throws IOException {
    int port = settings.readinessPort();
    try {
      return ReadinessServer.open(port, readiness::verdict);
    } catch (IOException e) {
      throw new IOException(
          Setting.READINESS_PORT.title()
              + ": cannot listen on 127.0.0.1:"
              + port
              + ": "
              + e.getMessage(),
          e);
    }
  }

  /** Null for zone proxies, which have none. */
  private @Nullable AccessLogPipe accessLogPipe(Path workDir)
      throws IOException, InterruptedException {
    if (settings.proxy().type() != ProxyType.DATAPLANE) {
      return null;
    }
    try {
      return AccessLogPipe.make(workDir, settings.proxy().mesh(), settings.proxy().name());
    } catch (IOException e) {
      throw new IOException("cannot make the pipe for access logs: " + e.getMessage(), e);
    }
  }

  private void startFetch(Path workDir) {
    // A thread of its own, so that a signal ends the launcher even in the middle of a request.
    Thread.ofPlatform()
        .daemon()
        .name("bootstrap")
        .start(() -> {
          try {
            occurrences.add(fetch(workDir));
          } catch (IOException e) {
            occurrences.add(new Occurrence.BootstrapFailed(String.valueOf(e.getMessage())));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (RuntimeException | Error e) {
            occurrences.add(new Occurrence.BootstrapFailed("unexpected: " + e));
          }
        });
  }

  private Occurrence fetch(Path workDir) throws IOException, InterruptedException {
    ControlPlane controlPlane = settings.controlPlane();
    BootstrapClient client;
    try {
      client =
          BootstrapClient.of(
              controlPlane.address(), controlPlane.caPem(), controlPlane.skipVerify());
    } catch (GeneralSecurityException e) {
      throw new IOException(
          Setting.CA_CERT_FILE.title() + ": the certificates cannot be used: " + e.getMessage(), e);
    }
    EnvoyVersion version = EnvoyVersion.ask(settings.envoy().binary());
    if (!version.isTested()) {
      log.warn(
          "Envoy "
              + version.number()
              + " was not tested with this launcher ("
              + EnvoyVersion.TESTED_LINE
              + "x was); going on");
    }
    BootstrapFetch fetch =
        new BootstrapFetch(
            client, controlPlane.retryBackoff(), controlPlane.retryMaxDuration(), log);
    return switch (fetch.fetch(request(workDir, version))) {
      case Attempt.Fetched(Bootstrap bootstrap) -> new Occurrence.BootstrapFetched(bootstrap);
      case Attempt.Refused(String reason) ->
          new Occurrence.BootstrapFailed("no bootstrap from " + client.endpoint() + ": " + reason);
      case Attempt.Later(String reason) -> throw new IllegalStateException(reason);
    };
  }

  private BootstrapRequest request(Path workDir, EnvoyVersion version) throws IOException {
    Proxy proxy = settings.proxy();
    Path tokenFile = settings.token().file();
    return new BootstrapRequest(
        proxy.type().wireName(),
        proxy.mesh(),
        proxy.name(),
        proxy.resource(),
        settings.token().value(),
        tokenFile == null ? null : tokenFile.toString(),
        settings.controlPlane().caPem(),
        new BootstrapRequest.Versions(
            LauncherVersion.KUMA, version.number(), version.build(), version.isTested()),
        settings.readinessPort(),
        workDir.toString(),
        hasIpv6(),
        SystemCa.path(),
        sidecar(),
        settings.features());
  }

  private BootstrapRequest.Sidecar sidecar() {
    LaunchSettings.Sidecar sidecar = settings.sidecar();
    TransparentProxy transparent = sidecar.transparentProxy();
    return new BootstrapRequest.Sidecar(
        sidecar.dnsPort(),
        sidecar.otelPipe() ? new OtelEnvironment(System.getenv()).inventory() : null,
        sidecar.metricsCertPath(),
        sidecar.metricsKeyPath(),
        transparent == null ? null : transparent.config());
  }

  /** The kernel lists one line per IPv6 address; the file is absent when IPv6 is off. */
  private static boolean hasIpv6() throws IOException {
    Path addresses = Path.of("/proc/net/if_inet6");
    return Files.exists(addresses) && !Files.readString(addresses).isBlank();
  }

  private int supervise(Bootstrap bootstrap, WorkFolder folder, @Nullable AccessLogPipe pipe)
      throws IOException, InterruptedException {
    EnvoyAdmin admin =
        switch (bootstrap.admin()) {
          case Bootstrap.AdminAddress.Tcp(String host, int port) ->
              EnvoyAdmin.tcp(host, port, ADMIN_TIMEOUT);
          case Bootstrap.AdminAddress.Pipe(String path) ->
              EnvoyAdmin.pipe(Path.of(path), ADMIN_TIMEOUT);
          case Bootstrap.AdminAddress.None() -> null;
        };
    Path file = folder.writeBootstrap(settings.proxy().name(), bootstrap.yaml());
    Supervision supervision = new Supervision(settings, readiness, admin, occurrences, log);
    if (pipe == null) {
      return supervision.run(file);
    }
    try (Companions _ =
        Companions.start(
            settings,
            folder.path(),
            pipe,
            admin == null ? null : admin.address(),
            hasIpv6(),
            readiness,
            log)) {
      return supervision.run(file);
    }
  }
}
