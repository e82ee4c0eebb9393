package io.meshlog.global.config;

import io.meshlog.api.audit.Audit;
import io.meshlog.api.config.ApiConfiguration;
import io.meshlog.api.config.ApiServerProperties;
import io.meshlog.api.config.ModeProperties;
import io.meshlog.api.config.SettingProblem;
import io.meshlog.api.envoy.AdminAnswer;
import io.meshlog.api.envoy.AdminReads;
import io.meshlog.api.envoy.ProxyAdmin;
import io.meshlog.api.inspect.Insights;
import io.meshlog.api.inspect.SyncSource;
import io.meshlog.api.resource.Deployment;
import io.meshlog.api.resource.Views;
import io.meshlog.api.web.AdminRoutes;
import io.meshlog.api.web.RouteSet;
import io.meshlog.global.inspect.ThroughZones;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.store.EventStore;
import io.meshlog.store.config.FallbackDatabase;
import io.meshlog.store.config.StoreConfiguration;
import io.meshlog.store.log.LogOwner;
import io.meshlog.sync.config.Federation;
import io.meshlog.sync.config.SyncConfiguration;
import io.meshlog.xds.policy.MeshTypes;
import java.time.Clock;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Store, API and sync of the Global control plane. The store migrates its own schema. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = FlywayAutoConfiguration.class)
@EnableConfigurationProperties(DataProperties.class)
@Import({StoreConfiguration.class, ApiConfiguration.class, SyncConfiguration.class})
public class GlobalConfiguration {

  @Bean
  LogOwner logOwner(ModeProperties mode) {
    if (!mode.global()) {
      throw new SettingProblem("kuma.mode", "the Global control plane runs as 'global' only");
    }
    return new LogOwner(Origin.GLOBAL);
  }

  @Bean
  Deployment deployment(LogOwner owner, ApiServerProperties api) {
    return new Deployment(owner.self(), false, api.readOnly());
  }

  @Bean
  ResourceTypes resourceTypes() {
    return MeshTypes.TYPES;
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  RouteSet configsOfProxies() {
    return new ConfigsOfProxies();
  }

  /** Without a federation there are no zones, and no proxies to ask. */
  @Bean
  RouteSet adminRoutes(
      Views views, Audit audit, EventStore store, Insights insights, Federation federation) {
    ProxyAdmin admin =
        federation
            .member()
            .<ProxyAdmin>map(member -> new ThroughZones(store.live(), insights, member.requests()))
            .orElse((_, _) -> new AdminAnswer.Failed("there is no federation"));
    return new AdminRoutes(new AdminReads(views, admin, audit));
  }

  @Bean
  SyncSource syncSource(Federation federation) {
    return federation::sync;
  }

  @Bean
  FallbackDatabase fallbackDatabase(DataProperties data) {
    return new OwnDatabase(data.dataDir());
  }
}
