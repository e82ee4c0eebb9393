package io.meshlog.dp.metrics;

import io.meshlog.dp.http.HttpCall;
import io.meshlog.dp.http.HttpCall.Reply;
import io.meshlog.dp.log.LaunchLog;
import io.meshlog.dp.metrics.MetricsConfig.Application;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Gathers metrics when somebody asks for them, as the control plane said last. Thread-safe. */
public final class Gathering {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int OK = 200;

  private final @Nullable SocketAddress admin;
  private final LaunchLog log;
  private final long started = nanos();
  private volatile MetricsConfig config = MetricsConfig.NOTHING;

  /**
   * @param admin of Envoy; null when it has none, then there are the applications' metrics only
   */
  public Gathering(@Nullable SocketAddress admin, LaunchLog log) {
    this.admin = admin;
    this.log = log;
  }

  /**
   * What the control plane says at {@code /meshmetric}.
   *
   * @param body empty when it says nothing
   * @throws IllegalArgumentException if it cannot be read; what was said before then stays
   */
  public void told(byte[] body) {
    try {
      config =
          body.length == 0
              ? MetricsConfig.NOTHING
              : MetricsConfig.parse(new String(body, StandardCharsets.UTF_8));
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** In Prometheus' text format; empty while nothing is to be gathered for it. */
  String gather() {
    MetricsConfig config = this.config;
    return config.prometheus() ? all(config, config.labels()).toString() : "";
  }

  /** All there is, as OTLP has it; the labels are the resource's. */
  byte[] otlp() {
    MetricsConfig config = this.config;
    return OtlpMetrics.request(all(config, Map.of()), config.labels(), started, nanos());
  }

  /** The collectors that Envoy has an entrance for. */
  List<MetricsConfig.Collector> collectors() {
    return config.collectors();
  }

  private static long nanos() {
    return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
  }

  private Exposition all(MetricsConfig config, Map<String, String> labels) {
    Exposition all = new Exposition(labels);
    if (admin != null) {
      String path = "/stats/prometheus" + (config.unused() ? "" : "?usedonly");
      all.add(ask(admin, path, "Envoy"), config.shown());
    }
    for (Application application : config.applications()) {
      all.add(application(application), name -> true);
    }
    return all;
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
      Reply reply = new HttpCall(address, TIMEOUT).get(path);
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
