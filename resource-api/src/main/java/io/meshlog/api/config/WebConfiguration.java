package io.meshlog.api.config;

import io.meshlog.api.audit.Audit;
import io.meshlog.api.audit.AuditReads;
import io.meshlog.api.auth.Authentication;
import io.meshlog.api.history.HistoryReads;
import io.meshlog.api.insight.GlobalInsights;
import io.meshlog.api.insight.MeshInsights;
import io.meshlog.api.insight.ObservedInsights;
import io.meshlog.api.insight.ServiceInsights;
import io.meshlog.api.insight.Sums;
import io.meshlog.api.inspect.Insights;
import io.meshlog.api.mesh.FirstStart;
import io.meshlog.api.resource.Deployment;
import io.meshlog.api.resource.HostnameReads;
import io.meshlog.api.resource.Overviews;
import io.meshlog.api.resource.Reads;
import io.meshlog.api.resource.SyncReads;
import io.meshlog.api.resource.Views;
import io.meshlog.api.resource.Writes;
import io.meshlog.api.revert.Reverts;
import io.meshlog.api.rules.Attached;
import io.meshlog.api.rules.Gateways;
import io.meshlog.api.rules.IdentityRules;
import io.meshlog.api.rules.Layout;
import io.meshlog.api.rules.LegacyRulesOf;
import io.meshlog.api.rules.Rules;
import io.meshlog.api.token.TokenIssuer;
import io.meshlog.api.web.AuditFilter;
import io.meshlog.api.web.AuditRoutes;
import io.meshlog.api.web.AuthenticationFilter;
import io.meshlog.api.web.BaseRoutes;
import io.meshlog.api.web.ErrorPage;
import io.meshlog.api.web.HostnameRoutes;
import io.meshlog.api.web.InsightRoutes;
import io.meshlog.api.web.PlainAnswers;
import io.meshlog.api.web.ResourceRoutes;
import io.meshlog.api.web.RevertRoutes;
import io.meshlog.api.web.RouteMapping;
import io.meshlog.api.web.RouteSet;
import io.meshlog.api.web.Routes;
import io.meshlog.api.web.RulesRoutes;
import io.meshlog.api.web.SigningKeyRoutes;
import io.meshlog.api.web.SyncRoutes;
import io.meshlog.api.web.TokenRoutes;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.store.lease.Leases;
import io.meshlog.store.log.LogIdentity;
import io.meshlog.store.signing.SigningKeys;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.WebMvcRegistrations;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The routes. Apps may add further {@link RouteSet} beans. */
@Configuration(proxyBeanMethods = false)
public class WebConfiguration {
  private static final String KUMA_VERSION = "2.14.3";

  @Bean
  RouteSet resourceRoutes(
      ResourceTypes types,
      Reads reads,
      Writes writes,
      Overviews overviews,
      HistoryReads history,
      Audit audit) {
    return new ResourceRoutes(types, reads, writes, overviews, history, audit);
  }

  @Bean
  RouteSet rulesRoutes(ResourceTypes types, Views views) {
    return new RulesRoutes(
        types,
        new RulesRoutes.Answers(
            new Rules(views),
            new IdentityRules(views),
            new Layout(views),
            new Attached(views),
            new LegacyRulesOf(views),
            new Gateways(views)));
  }

  @Bean
  RouteSet insightRoutes(Deployment deployment, Sums sums, Insights insights, Clock clock) {
    return new InsightRoutes(
        deployment,
        new ObservedInsights(sums, insights),
        new MeshInsights(sums),
        new ServiceInsights(sums),
        new GlobalInsights(sums, clock));
  }

  @Bean
  RouteSet hostnameRoutes(HostnameReads hostnames) {
    return new HostnameRoutes(hostnames);
  }

  @Bean
  RouteSet revertRoutes(ResourceTypes types, Reverts reverts) {
    return new RevertRoutes(types, reverts);
  }

  @Bean
  RouteSet auditRoutes(AuditReads reads) {
    return new AuditRoutes(reads);
  }

  @Bean
  RouteSet syncRoutes(SyncReads sync) {
    return new SyncRoutes(sync);
  }

  @Bean
  BaseRoutes.Identity identity(LogIdentity log, Leases leases) {
    return new BaseRoutes.Identity(
        hostname(), KUMA_VERSION, version(), leases.holder(), log.logId().toString());
  }

  @Bean
  RouteSet baseRoutes(
      BaseRoutes.Identity identity,
      Deployment deployment,
      ResourceTypes types,
      ApiServerProperties api,
      ListableBeanFactory beans) {
    boolean gui = api.gui().enabled() && !deployment.federated();
    return new BaseRoutes(
        identity,
        gui ? api.gui().address() : "",
        deployment,
        types,
        () -> EffectiveConfig.of(beans));
  }

  @Bean
  RouteSet signingKeyRoutes(LogIdentity log, SigningKeys eventSigningKeys) {
    return new SigningKeyRoutes(log.logId(), eventSigningKeys);
  }

  @Bean
  RouteSet tokenRoutes(
      TokenIssuer issuer, ApiServerProperties api, ProxyTokenProperties proxies, Audit audit) {
    return new TokenRoutes(
        issuer,
        new TokenRoutes.Enabled(
            proxies.dpProxy().dpToken().enableIssuer(),
            proxies.zoneProxy().zoneToken().enableIssuer(),
            api.authn().tokens().enableIssuer()),
        audit);
  }

  @Bean
  WebMvcRegistrations routeMapping() {
    return new WebMvcRegistrations() {
      @Override
      public RequestMappingHandlerMapping getRequestMappingHandlerMapping() {
        return new RouteMapping();
      }
    };
  }

  /** After the first start, so that no request sees a control plane without its resources. */
  @Bean
  Routes routes(
      @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mapping,
      List<RouteSet> sets,
      ApiServerProperties api,
      FirstStart done) {
    return new Routes(mapping, sets, api.prefix(), version());
  }

  @Bean
  PlainAnswers plainAnswers(Routes routes) {
    return new PlainAnswers(routes);
  }

  @Bean
  ErrorPage errorPage() {
    return new ErrorPage();
  }

  @Bean
  FilterRegistrationBean<AuthenticationFilter> authenticationFilter(
      Authentication authentication, ApiServerProperties api) {
    FilterRegistrationBean<AuthenticationFilter> registration =
        new FilterRegistrationBean<>(new AuthenticationFilter(authentication, api::open));
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 10);
    return registration;
  }

  @Bean
  FilterRegistrationBean<AuditFilter> auditFilter(Audit audit) {
    FilterRegistrationBean<AuditFilter> registration =
        new FilterRegistrationBean<>(new AuditFilter(audit));
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 5);
    return registration;
  }

  private static String version() {
    return Objects.requireNonNullElse(
        WebConfiguration.class.getPackage().getImplementationVersion(), "0.1.0");
  }

  private static String hostname() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
