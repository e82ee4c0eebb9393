package io.meshlog.zone.config;

import io.meshlog.api.config.SettingProblem;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code KUMA_MESH_SERVICE_*}: MeshServices made of Dataplanes.
 *
 * @param generationInterval zero: none are made. Anything else means at once
 * @param deletionGracePeriod how long one outlives its last proxy
 */
@ConfigurationProperties("kuma.mesh-service")
public record MeshServiceProperties(
    @DefaultValue("2s") Duration generationInterval,
    @DefaultValue("1h") Duration deletionGracePeriod) {
  public MeshServiceProperties {
    if (deletionGracePeriod.isNegative()) {
      throw new SettingProblem("kuma.mesh-service.deletion-grace-period", "must not be negative");
    }
  }
}
