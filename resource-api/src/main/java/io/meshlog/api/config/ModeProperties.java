package io.meshlog.api.config;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code KUMA_MODE}.
 *
 * @param mode {@code zone} ({@code standalone} is an old name of it) or {@code global}
 */
@ConfigurationProperties("kuma")
public record ModeProperties(@DefaultValue("zone") String mode) {
  public ModeProperties {
    if (!mode.equals("zone") && !mode.equals("standalone") && !mode.equals("global")) {
      throw new SettingProblem("kuma.mode", "'" + mode + "' is none of zone, global");
    }
  }

  public boolean global() {
    return mode.equals("global");
  }
}
