package io.meshlog.zone.config;

import io.meshlog.api.audit.Audit;
import io.meshlog.api.envoy.AdminReads;
import io.meshlog.api.envoy.ProxyAdmin;
import io.meshlog.api.resource.Views;
import io.meshlog.api.web.AdminRoutes;
import io.meshlog.api.web.RouteSet;
import io.meshlog.store.EventStore;
import io.meshlog.sync.request.RequestHandler;
import io.meshlog.zone.ProxyServing;
import io.meshlog.zone.admin.AskedByGlobal;
import io.meshlog.zone.admin.EnvoyAdmin;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What asks the Envoys of this zone, as beans. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MeshlogInspectProperties.class)
class InspectConfiguration {
  @Bean
  ProxyAdmin proxyAdmin(
      ProxyServing serving, BootstrapServerProperties bootstrap, MeshlogInspectProperties inspect) {
    return new EnvoyAdmin(serving.admins(), bootstrap.params().adminPort(), inspect.limits());
  }

  @Bean
  RequestHandler requestHandler(EventStore store, ProxyAdmin admin, Audit audit) {
    return new AskedByGlobal(store.live()::current, admin, audit)::answer;
  }

  @Bean
  RouteSet adminRoutes(Views views, ProxyAdmin admin, Audit audit) {
    return new AdminRoutes(new AdminReads(views, admin, audit));
  }
}
