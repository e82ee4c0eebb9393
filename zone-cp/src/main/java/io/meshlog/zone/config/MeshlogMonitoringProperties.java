package io.meshlog.zone.config;

import io.meshlog.api.config.SettingProblem;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * {@code MESHLOG_MONITORING_ASSIGNMENT_SERVER_*}.
 *
 * @param address {@code …_INTERFACE}: what it listens on
 * @param mostWaiting {@code …_MOST_WAITING}: questions that may wait for news at a time
 */
@ConfigurationProperties("meshlog.monitoring-assignment-server")
public record MeshlogMonitoringProperties(
    @Name("interface") @DefaultValue("0.0.0.0") String address,
    @DefaultValue("64") int mostWaiting) {
  public MeshlogMonitoringProperties {
    if (mostWaiting < 0) {
      throw new SettingProblem(
          "meshlog.monitoring-assignment-server.most-waiting", "must not be negative");
    }
  }
}
