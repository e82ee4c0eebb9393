package io.meshlog.dp;

import io.meshlog.dp.accesslog.AccessLogPipe;
import io.meshlog.dp.accesslog.AccessLogs;
import io.meshlog.dp.config.ConfigWatch;
import io.meshlog.dp.dns.DnsRecords;
import io.meshlog.dp.dns.DnsServer;
import io.meshlog.dp.dns.MeshNames;
import io.meshlog.dp.log.LaunchLog;
import io.meshlog.dp.metrics.Gathering;
import io.meshlog.dp.metrics.MetricsPush;
import io.meshlog.dp.metrics.MetricsServer;
import io.meshlog.dp.otel.OtelBackends;
import io.meshlog.dp.otel.OtelEnvironment;
import io.meshlog.dp.readiness.Readiness;
import io.meshlog.dp.settings.LaunchSettings;
import io.meshlog.dp.settings.LaunchSettings.Proxy;
import io.meshlog.dp.settings.Setting;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What runs beside the Envoy of a Dataplane, from before Envoy's start to after its end. */
final class Companions implements AutoCloseable {
  private static final Path RESOLVERS = Path.of("/etc/resolv.conf");

  private final Deque<Runnable> closing = new ArrayDeque<>();

  /**
   * @param admin of Envoy; null when it has none
   */
  static Companions start(
      LaunchSettings settings,
      Path workDir,
      AccessLogPipe pipe,
      @Nullable SocketAddress admin,
      boolean ipv6,
      Readiness readiness,
      LaunchLog log)
      throws IOException {
    Companions companions = new Companions();
    try {
      companions.open(settings, workDir, pipe, admin, ipv6, readiness, log);
      return companions;
    } catch (IOException | RuntimeException e) {
      companions.close();
      throw e;
    }
  }

  private void open(
      LaunchSettings settings,
      Path workDir,
      AccessLogPipe pipe,
      @Nullable SocketAddress admin,
      boolean ipv6,
      Readiness readiness,
      LaunchLog log)
      throws IOException {
    Proxy proxy = settings.proxy();
    Map<String, ConfigWatch.Reader> readers = new LinkedHashMap<>();

    AccessLogs logs = AccessLogs.read(pipe, log);
    closing.push(logs::close);
    Gathering gathering = new Gathering(admin, log);
    MetricsPush push = MetricsPush.start(gathering, log);
    closing.push(push::close);
    readers.put("/meshmetric", push::told);
    if (settings.sidecar().otelPipe()) {
      readers.put("/otel", otel(push, log));
    }
    MetricsServer metrics = MetricsServer.open(workDir, proxy.mesh(), proxy.name(), gathering);
    closing.push(metrics::close);
    log.debug("metrics at " + metrics.path());
    if (settings.sidecar().dnsPort() > 0) {
      readers.put("/dns", dns(settings.sidecar().dnsPort(), ipv6, readiness, log));
    }
    ConfigWatch watch =
        ConfigWatch.start(workDir, settings.sidecar().refreshInterval(), readers, log);
    closing.push(watch::close);
  }

  private ConfigWatch.Reader otel(MetricsPush push, LaunchLog log) {
    OtelBackends backends =
        new OtelBackends(
            new OtelEnvironment(System.getenv()),
            ways ->
                push.replace(
                    "otel",
                    ways.stream()
                        .map(way ->
                            new MetricsPush.Target(way.name(), way.interval(), way.taker()::take))
                        .toList()),
            log);
    closing.push(backends::close);
    return backends::told;
  }

  private ConfigWatch.Reader dns(int port, boolean ipv6, Readiness readiness, LaunchLog log)
      throws IOException {
    MeshNames names = new MeshNames();
    DnsServer server;
    try {
      server = DnsServer.open(port, ipv6, names, RESOLVERS);
    } catch (IOException e) {
      throw new IOException(
          Setting.DNS_ENABLED.title()
              + ": cannot listen on port "
              + port
              + " of the loopback: "
              + e.getMessage(),
          e);
    }
    closing.push(server::close);
    log.info("DNS on port " + port);
    readiness.awaitNames();
    return body -> {
      names.replace(body.length == 0 ? DnsRecords.NONE : DnsRecords.parse(body));
      readiness.namesKnown();
    };
  }

  @Override
  public void close() {
    closing.forEach(Runnable::run);
    closing.clear();
  }
}
