package io.meshlog.zone.config;

import io.meshlog.api.config.ApiConfiguration;
import io.meshlog.api.config.EffectiveConfig;
import io.meshlog.api.diagnostics.ReadinessPart;
import io.meshlog.api.inspect.SyncSource;
import io.meshlog.store.config.StoreConfiguration;
import io.meshlog.store.insight.InsightStore;
import io.meshlog.store.log.LogOwner;
import io.meshlog.sync.config.Federation;
import io.meshlog.sync.config.SyncConfiguration;
import io.meshlog.sync.status.ZoneLiveness;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The zone control plane as beans. */
@Configuration(proxyBeanMethods = false)
@Import({
  IdentityConfiguration.class,
  StoreConfiguration.class,
  ApiConfiguration.class,
  SyncConfiguration.class,
  ProxyConfiguration.class,
  MonitoringConfiguration.class,
  GenerationConfiguration.class,
  InspectConfiguration.class
})
public class ZoneConfiguration {

  @Bean
  SyncSource syncSource(Federation federation) {
    return federation::sync;
  }

  /** Global shows a zone's settings to its own users; a zone on its own tells nobody. */
  @Bean
  ApplicationRunner settingsTold(
      Federation federation, InsightStore insights, LogOwner owner, ListableBeanFactory beans) {
    String zone = owner.self().zone();
    return _ -> {
      if (federation.member().isPresent()) {
        insights.put(ZoneLiveness.CONFIG, "", zone, zone, EffectiveConfig.of(beans).toString());
      }
    };
  }

  /** Apart from the API: proxies are served from memory while the database is away. */
  @Bean
  ReadinessPart xdsReadiness(ProxyPort port) {
    return new ReadinessPart("xds", port::isRunning);
  }
}
