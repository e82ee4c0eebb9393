package io.meshlog.api.config;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** {@code KUMA_DIAGNOSTICS_*}. */
@ConfigurationProperties("kuma.diagnostics")
public record DiagnosticsProperties(@DefaultValue("5680") int serverPort) {
  public DiagnosticsProperties {
    SettingProblem.port("kuma.diagnostics.server-port", serverPort);
  }
}
