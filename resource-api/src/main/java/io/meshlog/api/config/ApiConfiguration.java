package io.meshlog.api.config;

import io.meshlog.api.audit.Audit;
import io.meshlog.api.audit.AuditReads;
import io.meshlog.api.auth.Authentication;
import io.meshlog.api.auth.Proof;
import io.meshlog.api.ca.BuiltinCa;
import io.meshlog.api.ca.ProvidedCa;
import io.meshlog.api.history.HistoryReads;
import io.meshlog.api.insight.Sums;
import io.meshlog.api.inspect.Insights;
import io.meshlog.api.inspect.SyncSource;
import io.meshlog.api.mesh.DataplanePlanner;
import io.meshlog.api.mesh.FirstStart;
import io.meshlog.api.mesh.InitialResources;
import io.meshlog.api.mesh.MeshDefaults;
import io.meshlog.api.mesh.MeshPlanner;
import io.meshlog.api.mesh.SecretPlanner;
import io.meshlog.api.mesh.ZonePlanner;
import io.meshlog.api.mesh.ZonePublicKeys;
import io.meshlog.api.resource.Appends;
import io.meshlog.api.resource.Deployment;
import io.meshlog.api.resource.HostnameReads;
import io.meshlog.api.resource.Moments;
import io.meshlog.api.resource.Overviews;
import io.meshlog.api.resource.Reads;
import io.meshlog.api.resource.ResourceJson;
import io.meshlog.api.resource.Statuses;
import io.meshlog.api.resource.SyncReads;
import io.meshlog.api.resource.Views;
import io.meshlog.api.resource.WritePlanners;
import io.meshlog.api.resource.Writes;
import io.meshlog.api.revert.RevertPlanner;
import io.meshlog.api.revert.Reverts;
import io.meshlog.api.revert.SelfRegistered;
import io.meshlog.api.rules.DefaultsAdvice;
import io.meshlog.api.token.Secrets;
import io.meshlog.api.token.SigningKeys;
import io.meshlog.api.token.TokenIssuer;
import io.meshlog.api.token.TokenVerifier;
import io.meshlog.api.token.ValidationKeys;
import io.meshlog.api.token.VaultSecrets;
import io.meshlog.model.admit.Admission;
import io.meshlog.model.naming.AddressRanges;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.EventStore;
import io.meshlog.store.audit.AuditLog;
import io.meshlog.store.audit.AuditQueue;
import io.meshlog.store.audit.AuditRetention;
import io.meshlog.store.insight.InsightStore;
import io.meshlog.store.insight.Quarantine;
import io.meshlog.store.secret.SecretVault;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * The API of a control plane as beans. The app imports it beside {@code StoreConfiguration} and
 * provides {@code ResourceTypes}, {@code LogOwner}, {@link Deployment} and {@code Clock}; a {@link
 * SyncSource} is optional.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
  ModeProperties.class,
  ZoneProperties.class,
  DefaultsProperties.class,
  IpamProperties.class,
  StoreGuardProperties.class,
  ProxyTokenProperties.class,
  AccessProperties.class,
  MeshlogApiProperties.class
})
@Import({
  HttpConfiguration.class,
  WebConfiguration.class,
  GuiConfiguration.class,
  DiagnosticsConfiguration.class
})
public class ApiConfiguration {

  @Bean
  Admission admission(Deployment deployment, ZoneProperties zone) {
    return new Admission(deployment.writeContext(), !zone.disableOriginLabelValidation());
  }

  @Bean
  Secrets secrets(SecretVault vault) {
    return new VaultSecrets(vault);
  }

  @Bean
  SigningKeys signingKeys(
      EventStore store,
      Secrets secrets,
      Deployment deployment,
      ApiServerProperties api,
      ProxyTokenProperties proxies) {
    ValidationKeys settings =
        new ValidationKeys(api.authn().tokens().fixed(), proxies.ofZones(), proxies.ofDataplanes());
    return new SigningKeys(() -> store.live().current(), secrets, settings, deployment.federated());
  }

  /** At Global, whose zones get the public halves. */
  @Bean(destroyMethod = "close")
  AutoCloseable zonePublicKeys(
      EventStore store, Secrets secrets, Deployment deployment, ExecutorService apiThreads) {
    return deployment.global()
        ? store
            .live()
            .subscribe(new ZonePublicKeys(store.live()::current, secrets, store.log(), apiThreads))
        : () -> {};
  }

  @Bean
  TokenIssuer tokenIssuer(SigningKeys keys, Clock clock) {
    return new TokenIssuer(keys, clock);
  }

  @Bean
  TokenVerifier tokenVerifier(SigningKeys keys, Clock clock) {
    return new TokenVerifier(keys, clock);
  }

  @Bean
  Authentication authentication(
      ApiServerProperties api, AccessProperties access, TokenVerifier tokens, Clock clock) {
    Proof proof =
        api.authn().byCertificate() ? new Proof.AdminCertificates(clock) : new Proof.Tokens(tokens);
    return new Authentication(api.authn().localhostIsAdmin(), proof, access.rules());
  }

  @Bean
  MeshDefaults meshDefaults(
      Admission admission, Clock clock, Secrets secrets, DefaultsProperties wanted) {
    return new MeshDefaults(
        admission, new BuiltinCa(clock), secrets, wanted.createMeshRoutingResources());
  }

  @Bean
  Insights insights(InsightStore store) {
    return new Insights(store);
  }

  @Bean
  WritePlanners writePlanners(
      MeshDefaults defaults, Secrets secrets, Insights insights, StoreGuardProperties guards) {
    SecretPlanner secretPlanner = new SecretPlanner(secrets);
    return new WritePlanners()
        .with(
            CoreTypes.MESH,
            new MeshPlanner(defaults, new ProvidedCa(secrets), guards.unsafeDelete()))
        .with(CoreTypes.DATAPLANE, new DataplanePlanner())
        .with(CoreTypes.ZONE, new ZonePlanner(insights, guards.unsafeDelete()))
        .with(CoreTypes.SECRET, secretPlanner)
        .with(CoreTypes.GLOBAL_SECRET, secretPlanner);
  }

  @Bean
  Moments moments(EventStore store) {
    return new Moments(store.identity(), store.reader());
  }

  @Bean
  Views views(EventStore store, Moments moments) {
    return new Views(store.identity(), store.live(), store.past(), moments);
  }

  @Bean
  AddressRanges addressRanges(IpamProperties ipam) {
    return ipam.ranges();
  }

  @Bean
  ResourceJson resourceJson(
      Secrets secrets, EventStore store, InsightStore insights, AddressRanges ranges) {
    // Resources are answered from memory while the database is away, so nothing waits for it then.
    return new ResourceJson(
        secrets,
        new Statuses(
            mesh ->
                store.tail().health().listening()
                    ? Optional.of(insights.glances("DataplaneInsight", mesh))
                    : Optional.empty(),
            ranges));
  }

  @Bean
  Reads reads(ResourceTypes types, Views views, ResourceJson json) {
    return new Reads(types, views, json);
  }

  @Bean
  Overviews overviews(
      Views views,
      Reads reads,
      ResourceJson json,
      Insights insights,
      ObjectProvider<SyncSource> sync) {
    return new Overviews(views, reads, json, insights, sync.getIfAvailable(() -> SyncSource.NONE));
  }

  @Bean
  Sums sums(ResourceTypes types, Views views, InsightStore store) {
    return new Sums(types, views, store);
  }

  @Bean
  SyncReads syncReads(
      Deployment deployment, ObjectProvider<SyncSource> sync, Quarantine quarantine) {
    return new SyncReads(deployment, sync.getIfAvailable(() -> SyncSource.NONE), quarantine);
  }

  @Bean
  HistoryReads historyReads(ResourceTypes types, Views views, Moments moments, EventStore store) {
    return new HistoryReads(types, views, moments, store.history());
  }

  @Bean
  Audit audit(AuditLog log, AuditQueue queue, AuditRetention retention, Clock clock) {
    return new Audit(log, queue, retention, clock);
  }

  @Bean
  AuditReads auditReads(AuditLog log) {
    return new AuditReads(log);
  }

  @Bean
  HostnameReads hostnameReads(Views views) {
    return new HostnameReads(views);
  }

  @Bean
  Appends appends(EventStore store) {
    return new Appends(store.log(), store.live());
  }

  @Bean
  RevertPlanner revertPlanner(
      Deployment deployment,
      Admission admission,
      WritePlanners planners,
      MeshDefaults defaults,
      ResourceJson json,
      Secrets secrets,
      EventStore store) {
    return new RevertPlanner(
        deployment,
        admission,
        planners,
        defaults,
        json,
        secrets,
        new SelfRegistered(store.history()));
  }

  @Bean
  Reverts reverts(
      Deployment deployment,
      EventStore store,
      Moments moments,
      RevertPlanner planner,
      Appends appends,
      MeshDefaults defaults,
      Secrets secrets,
      MeshlogApiProperties api) {
    return new Reverts(
        deployment,
        new Reverts.Log(store.identity(), store.live(), store.past()),
        moments,
        planner,
        appends,
        defaults,
        secrets,
        api.revertLimit());
  }

  @Bean
  Writes writes(
      Deployment deployment,
      Admission admission,
      WritePlanners planners,
      Appends appends,
      EventStore store,
      MeshlogApiProperties api) {
    return new Writes(
        deployment,
        admission,
        planners,
        appends,
        store.live(),
        new DefaultsAdvice(),
        (int) api.bodyLimit().toBytes());
  }

  @Bean
  InitialResources initialResources(
      Deployment deployment,
      MeshDefaults defaults,
      Secrets secrets,
      SigningKeys keys,
      TokenIssuer issuer,
      Clock clock,
      DefaultsProperties wanted,
      ApiServerProperties api) {
    return new InitialResources(
        deployment,
        defaults,
        secrets,
        keys,
        issuer,
        new BuiltinCa(clock),
        new InitialResources.Wanted(
            !wanted.skipMeshCreation(),
            api.authn().tokens().bootstrapAdminToken(),
            !wanted.skipHostnameGenerators()));
  }

  /** Has run when this bean is there: whoever serves before that depends on it. */
  @Bean
  FirstStart firstStart(InitialResources initial, EventStore store) throws InterruptedException {
    FirstStart firstStart = new FirstStart(initial, store.log(), store.live());
    firstStart.run();
    return firstStart;
  }
}
