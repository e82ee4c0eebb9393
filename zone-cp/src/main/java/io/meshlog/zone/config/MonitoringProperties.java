package io.meshlog.zone.config;

import io.meshlog.api.config.SettingProblem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code KUMA_MONITORING_ASSIGNMENT_SERVER_*}: where Prometheus learns what to scrape.
 *
 * @param defaultFetchTimeout how long a question waits for news that does not say
 * @param apiVersions nothing but {@code v1} is there
 * @param tlsCertFile and {@code tlsKeyFile}: null means the general pair
 */
@ConfigurationProperties("kuma.monitoring-assignment-server")
public record MonitoringProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("5676") int port,
    @DefaultValue("30s") Duration defaultFetchTimeout,
    @DefaultValue("v1") List<String> apiVersions,
    @DefaultValue("false") boolean tlsEnabled,
    @Nullable Path tlsCertFile,
    @Nullable Path tlsKeyFile) {
  static final String PREFIX = "kuma.monitoring-assignment-server.";
  private static final int HIGHEST = 65535;

  public MonitoringProperties {
    if (port < 0 || port > HIGHEST) {
      throw new SettingProblem(PREFIX + "port", port + " is no port");
    }
    if (defaultFetchTimeout.isNegative()) {
      throw new SettingProblem(PREFIX + "default-fetch-timeout", "must not be negative");
    }
    if (!apiVersions.equals(List.of("v1"))) {
      throw new SettingProblem(
          PREFIX + "api-versions", "'" + String.join(",", apiVersions) + "' is not v1");
    }
    if (given(tlsCertFile).isPresent() != given(tlsKeyFile).isPresent()) {
      throw new SettingProblem(
          PREFIX + "tls-cert-file", "certificate and key must be set together");
    }
  }

  Optional<Path> certificate() {
    return given(tlsCertFile);
  }

  Optional<Path> key() {
    return given(tlsKeyFile);
  }

  private static Optional<Path> given(@Nullable Path path) {
    return Optional.ofNullable(path).filter(file -> !file.toString().isBlank());
  }
}
