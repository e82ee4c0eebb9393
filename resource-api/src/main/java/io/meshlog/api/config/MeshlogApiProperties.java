package io.meshlog.api.config;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code MESHLOG_API_*}: what Kuma has no setting for.
 *
 * @param bodyLimit largest resource a PUT may send
 * @param revertLimit most resources that one revert changes
 */
@ConfigurationProperties("meshlog.api")
public record MeshlogApiProperties(
    @DefaultValue("1MB") DataSize bodyLimit, @DefaultValue("2000") int revertLimit) {
  private static final DataSize LARGEST = DataSize.ofMegabytes(16);

  public MeshlogApiProperties {
    if (revertLimit < 1) {
      throw new SettingProblem("meshlog.api.revert-limit", "must be at least 1");
    }
    if (bodyLimit.toBytes() < 1 || bodyLimit.compareTo(LARGEST) > 0) {
      throw new SettingProblem("meshlog.api.body-limit", "must be from 1B to " + LARGEST);
    }
  }
}
