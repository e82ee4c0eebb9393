package io.meshlog.api.config;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code KUMA_DEFAULTS_*}.
 *
 * @param skipMeshCreation whether the mesh {@code default} is not made
 * @param skipHostnameGenerators whether the usual HostnameGenerators are not made
 * @param createMeshRoutingResources whether a mesh comes with a TrafficPermission and a
 *     TrafficRoute
 */
@ConfigurationProperties("kuma.defaults")
public record DefaultsProperties(
    @DefaultValue("false") boolean skipMeshCreation,
    @DefaultValue("false") boolean skipHostnameGenerators,
    @DefaultValue("false") boolean createMeshRoutingResources) {}
