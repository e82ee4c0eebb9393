package io.meshlog.api.config;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code MESHLOG_DIAGNOSTICS_*}.
 *
 * @param serverInterface address the diagnostics port listens on
 */
@ConfigurationProperties("meshlog.diagnostics")
public record MeshlogDiagnosticsProperties(@DefaultValue("0.0.0.0") String serverInterface) {}
