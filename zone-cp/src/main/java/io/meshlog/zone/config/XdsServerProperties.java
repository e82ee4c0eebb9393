package io.meshlog.zone.config;

import io.meshlog.api.config.SettingProblem;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code KUMA_XDS_SERVER_*}.
 *
 * @param dataplaneStatusFlushInterval between a change of a proxy's counts and its insight
 */
@ConfigurationProperties("kuma.xds-server")
public record XdsServerProperties(@DefaultValue("10s") Duration dataplaneStatusFlushInterval) {
  public XdsServerProperties {
    if (!dataplaneStatusFlushInterval.isPositive()) {
      throw new SettingProblem(
          "kuma.xds-server.dataplane-status-flush-interval", "must be positive");
    }
  }
}
