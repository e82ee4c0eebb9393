package io.meshlog.api.config;

import io.meshlog.api.diagnostics.DiagnosticsServer;
import io.meshlog.api.diagnostics.FigureMeters;
import io.meshlog.api.diagnostics.LogLevels;
import io.meshlog.api.diagnostics.ReadinessPart;
import io.meshlog.store.EventStore;
import io.meshlog.store.config.DatabaseRights;
import io.meshlog.store.figures.Figures;
import io.meshlog.store.tail.TailHealth;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The diagnostics port. Parts of the control plane contribute {@link ReadinessPart} beans; this
 * adds {@code api}.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({DiagnosticsProperties.class, MeshlogDiagnosticsProperties.class})
public class DiagnosticsConfiguration {
  private final AtomicBoolean started = new AtomicBoolean();

  @Bean
  ApplicationListener<ApplicationReadyEvent> startedListener() {
    return event -> started.set(true);
  }

  /** Ready when everything is started and this replica follows the log. */
  @Bean
  ReadinessPart apiReadiness(EventStore store) {
    return new ReadinessPart(
        "api",
        () -> {
          TailHealth health = store.tail().health();
          return started.get() && health.fault() == null && health.listening();
        });
  }

  @Bean(destroyMethod = "close")
  PrometheusMeterRegistry meterRegistry(DatabaseRights rights) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    @SuppressWarnings("resource") // Lives as long as the process.
    JvmGcMetrics gc = new JvmGcMetrics();
    gc.bindTo(registry);
    Gauge.builder("meshlog_log_protected", rights, r -> r.restricted() ? 1 : 0)
        .description("Whether the database refuses this control plane to change its log")
        .register(registry);
    return registry;
  }

  @Bean(destroyMethod = "close")
  DiagnosticsServer diagnosticsServer(
      DiagnosticsProperties diagnostics,
      MeshlogDiagnosticsProperties where,
      List<ReadinessPart> parts,
      PrometheusMeterRegistry registry,
      List<Figures> figures)
      throws IOException {
    FigureMeters meters = new FigureMeters(figures, registry);
    InetSocketAddress address =
        new InetSocketAddress(
            HttpConfiguration.address(
                "meshlog.diagnostics.server-interface", where.serverInterface()),
            diagnostics.serverPort());
    try {
      return DiagnosticsServer.start(
          address, parts, () -> scrape(meters, registry), new LogLevels(new FrameworkLoggers()));
    } catch (java.net.BindException e) {
      throw new SettingProblem(
          "kuma.diagnostics.server-port", "cannot listen on " + address + ": " + e.getMessage());
    }
  }

  private static String scrape(FigureMeters meters, PrometheusMeterRegistry registry) {
    meters.refresh();
    return registry.scrape();
  }
}
