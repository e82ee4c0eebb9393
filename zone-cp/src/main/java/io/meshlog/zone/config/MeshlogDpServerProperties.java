package io.meshlog.zone.config;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * {@code MESHLOG_DP_SERVER_*}.
 *
 * @param address {@code MESHLOG_DP_SERVER_INTERFACE}: what the dataplane server listens on
 */
@ConfigurationProperties("meshlog.dp-server")
public record MeshlogDpServerProperties(
    @Name("interface") @DefaultValue("0.0.0.0") String address) {}
