package io.meshlog.api.config;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code KUMA_DEFAULTS_*}.
 *
 * @param skipMeshCreation whether the mesh {@code default} is not made
 * @param createMeshRoutingResources legacy policies with each mesh: not supported
 */
@ConfigurationProperties("kuma.defaults")
public record DefaultsProperties(
    @DefaultValue("false") boolean skipMeshCreation,
    @DefaultValue("false") boolean createMeshRoutingResources) {
  public DefaultsProperties {
    if (createMeshRoutingResources) {
      throw new SettingProblem(
          "kuma.defaults.create-mesh-routing-resources",
          "TrafficRoute and TrafficPermission are not supported");
    }
  }
}
