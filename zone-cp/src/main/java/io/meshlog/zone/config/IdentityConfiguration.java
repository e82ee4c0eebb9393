package io.meshlog.zone.config;

import io.meshlog.api.config.ApiServerProperties;
import io.meshlog.api.config.ModeProperties;
import io.meshlog.api.config.SettingProblem;
import io.meshlog.api.config.ZoneProperties;
import io.meshlog.api.resource.Deployment;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.store.log.LogOwner;
import io.meshlog.xds.policy.MeshTypes;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Which control plane this is: what the store's, the API's and the sync's wiring ask an app for.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DataProperties.class)
class IdentityConfiguration {

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  ResourceTypes resourceTypes() {
    return MeshTypes.TYPES;
  }

  @Bean
  LogOwner logOwner(ModeProperties mode, ZoneProperties zone) {
    if (mode.global()) {
      throw new SettingProblem(
          "kuma.mode", "this program is a zone's control plane; start the global one instead");
    }
    return new LogOwner(Origin.zone(zone.name()));
  }

  /** Federated iff Kafka is configured. */
  @Bean
  Deployment deployment(
      LogOwner owner, ZoneProperties zone, ApiServerProperties api, Environment environment) {
    boolean kafka = !environment.getProperty("meshlog.kafka.bootstrap-servers", "").isBlank();
    if (zone.asksForFederation() && !kafka) {
      throw new SettingProblem(
          "meshlog.kafka.bootstrap-servers",
          "must be set, since KUMA_MULTIZONE_ZONE_GLOBAL_ADDRESS asks for a federation and zones"
              + " join through Kafka");
    }
    return new Deployment(owner.self(), kafka, api.readOnly());
  }

  @Bean
  OwnDatabase ownDatabase(DataProperties data) {
    return new OwnDatabase(data.dataDir().resolve("postgres"));
  }
}
