package io.meshlog.zone.config;

import io.meshlog.api.config.SettingProblem;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code MESHLOG_XDS_*}: what Kuma has no setting for.
 *
 * @param workers threads that generate configs; 0 means one per processor, at least 2
 * @param nameLifetime how long the address of a host name in a Dataplane is believed
 * @param patience how long changes wait for a proxy to acknowledge what it was sent
 */
@ConfigurationProperties("meshlog.xds")
public record MeshlogXdsProperties(
    @DefaultValue("0") int workers,
    @DefaultValue("30s") Duration nameLifetime,
    @DefaultValue("1s") Duration patience) {
  public MeshlogXdsProperties {
    if (workers < 0) {
      throw new SettingProblem("meshlog.xds.workers", "must not be negative");
    }
    if (!nameLifetime.isPositive()) {
      throw new SettingProblem("meshlog.xds.name-lifetime", "must be positive");
    }
    if (!patience.isPositive()) {
      throw new SettingProblem("meshlog.xds.patience", "must be positive");
    }
  }
}
