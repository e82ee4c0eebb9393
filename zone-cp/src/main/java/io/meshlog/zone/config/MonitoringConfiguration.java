package io.meshlog.zone.config;

import io.meshlog.api.config.SettingProblem;
import io.meshlog.api.tls.ControlPlaneCertificate;
import io.meshlog.store.EventStore;
import io.meshlog.zone.ProxyServing;
import io.meshlog.zone.monitoring.Assignments;
import io.meshlog.zone.monitoring.MonitoringServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What Prometheus asks. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({MonitoringProperties.class, MeshlogMonitoringProperties.class})
class MonitoringConfiguration {

  /** The port and what it tells; neither where it is switched off. */
  record Monitoring(
      @Nullable MonitoringServer server, @Nullable AutoCloseable following, ExecutorService threads)
      implements AutoCloseable {
    /** Of the bound port; 0 where there is none. */
    int port() {
      return server == null ? 0 : server.port();
    }

    @Override
    public void close() throws Exception {
      if (server != null) {
        server.close();
      }
      if (following != null) {
        following.close();
      }
      threads.shutdown();
    }
  }

  /** Follows the image after the proxies' state, which it reads. */
  @Bean
  Monitoring monitoring(
      EventStore store,
      ProxyServing serving,
      ControlPlaneCertificate certificate,
      MonitoringProperties settings,
      MeshlogMonitoringProperties more)
      throws IOException {
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    if (!settings.enabled()) {
      return new Monitoring(null, null, threads);
    }
    Assignments assignments = new Assignments(serving::state, threads, more.mostWaiting());
    Optional<SSLContext> tls =
        settings.tlsEnabled() ? Optional.of(tls(settings, certificate)) : Optional.empty();
    InetSocketAddress address = new InetSocketAddress(address(more.address()), settings.port());
    try {
      MonitoringServer server =
          MonitoringServer.start(address, tls, assignments, settings.defaultFetchTimeout());
      return new Monitoring(server, store.live().subscribe(assignments), threads);
    } catch (java.net.BindException e) {
      throw new SettingProblem(
          MonitoringProperties.PREFIX + "port",
          "cannot listen on " + address + ": " + e.getMessage());
    }
  }

  private static SSLContext tls(MonitoringProperties settings, ControlPlaneCertificate general) {
    PemSslStoreDetails pair =
        PemSslStoreDetails.forCertificate(
                file(settings.certificate().orElse(general.certificate())))
            .withPrivateKey(file(settings.key().orElse(general.key())));
    try {
      return SslBundle.of(new PemSslStoreBundle(pair, null)).createSslContext();
    } catch (IllegalStateException e) {
      throw new SettingProblem(
          MonitoringProperties.PREFIX + "tls-cert-file", String.valueOf(e.getMessage()));
    }
  }

  private static String file(Path path) {
    return path.toAbsolutePath().toUri().toString();
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new SettingProblem(
          "meshlog.monitoring-assignment-server.interface",
          "'" + text + "' is no address of this host");
    }
  }
}
