package io.meshlog.dp.metrics;

import io.meshlog.dp.log.LaunchLog;
import io.meshlog.dp.metrics.HttpGet.Reply;
import io.meshlog.dp.metrics.MetricsConfig.Application;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Gathers metrics when somebody asks for them: what is to be gathered is read from Envoy then, so
 * that nothing here looks for changes in between. Thread-safe.
 */
public final class Gathering {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final String CONFIG_SOCKET = "kuma-mesh-metric-config.sock";
  private static final int OK = 200;

  private final Path workDir;
  private final @Nullable SocketAddress admin;
  private final LaunchLog log;

  /**
   * @param admin of Envoy; null when it has none, then there are the applications' metrics only
   */
  public Gathering(Path workDir, @Nullable SocketAddress admin, LaunchLog log) {
    this.workDir = workDir;
    this.admin = admin;
    this.log = log;
  }

  /** In Prometheus' text format; empty while nothing is to be gathered. */
  String gather() {
    MetricsConfig config = config();
    if (!config.prometheus()) {
      return "";
    }
    Exposition all = new Exposition(config.labels());
    if (admin != null) {
      String path = "/stats/prometheus" + (config.unused() ? "" : "?usedonly");
      all.add(ask(admin, path, "Envoy"), config.shown());
    }
    for (Application application : config.applications()) {
      all.add(application(application), name -> true);
    }
    return all.toString();
  }

  /** Without the socket the control plane has said nothing. */
  private MetricsConfig config() {
    SocketAddress socket = UnixDomainSocketAddress.of(workDir.resolve(CONFIG_SOCKET));
    try {
      Reply reply = new HttpGet(socket, TIMEOUT).get("/meshmetric");
      return reply.status() == OK ? MetricsConfig.parse(reply.body()) : MetricsConfig.NOTHING;
    } catch (IOException e) {
      log.debug("no configuration of metrics: " + e.getMessage());
    } catch (YamlEngineException | IllegalArgumentException e) {
      log.warn("the configuration of metrics cannot be read: " + e.getMessage());
    }
    return MetricsConfig.NOTHING;
  }

  private String application(Application application) {
    String host = application.address().isEmpty() ? "127.0.0.1" : application.address();
    String name = host + ':' + application.port() + application.path();
    try {
      SocketAddress address =
          new InetSocketAddress(InetAddress.getByName(host), application.port());
      return ask(address, application.path(), name);
    } catch (IOException | IllegalArgumentException e) {
      log.warn("no metrics of " + name + ": " + e.getMessage());
      return "";
    }
  }

  /** One source that is silent does not silence the others. */
  private String ask(SocketAddress address, String path, String name) {
    try {
      Reply reply = new HttpGet(address, TIMEOUT).get(path);
      if (reply.status() == OK) {
        return reply.body();
      }
      log.warn("no metrics of " + name + ": status " + reply.status());
    } catch (IOException e) {
      log.warn("no metrics of " + name + ": " + e.getMessage());
    }
    return "";
  }
}
