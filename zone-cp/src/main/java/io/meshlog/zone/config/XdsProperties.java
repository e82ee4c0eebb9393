package io.meshlog.zone.config;

import io.meshlog.api.config.SettingProblem;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code KUMA_XDS_*}.
 *
 * @param dataplaneDeregistrationDelay between the end of a proxy's stream and the removal of the
 *     resource it registered
 */
@ConfigurationProperties("kuma.xds")
public record XdsProperties(@DefaultValue("10s") Duration dataplaneDeregistrationDelay) {
  public XdsProperties {
    if (dataplaneDeregistrationDelay.isNegative()) {
      throw new SettingProblem("kuma.xds.dataplane-deregistration-delay", "must not be negative");
    }
  }
}
