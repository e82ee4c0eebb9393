package io.meshlog.zone.config;

import io.meshlog.api.config.SettingProblem;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** {@code KUMA_RUNTIME_*}. */
@ConfigurationProperties("kuma.runtime")
public record RuntimeProperties(@DefaultValue Universal universal) {

  /**
   * @param dataplaneCleanupAge how long a proxy is offline until its resource is removed
   */
  public record Universal(@DefaultValue("72h") Duration dataplaneCleanupAge) {
    public Universal {
      if (!dataplaneCleanupAge.isPositive()) {
        throw new SettingProblem(
            "kuma.runtime.universal.dataplane-cleanup-age", "must be positive");
      }
    }
  }
}
