package io.meshlog.zone.config;

import io.meshlog.api.audit.Audit;
import io.meshlog.api.config.SettingProblem;
import io.meshlog.api.mesh.FirstStart;
import io.meshlog.api.resource.Views;
import io.meshlog.api.tls.ControlPlaneCertificate;
import io.meshlog.api.token.TokenVerifier;
import io.meshlog.api.web.RouteSet;
import io.meshlog.model.admit.Admission;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.naming.AddressRanges;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.secret.SecretSpec;
import io.meshlog.store.EventStore;
import io.meshlog.store.figures.Figure;
import io.meshlog.store.figures.Figures;
import io.meshlog.store.history.History;
import io.meshlog.store.insight.InsightStore;
import io.meshlog.store.insight.ProxyStatusStore;
import io.meshlog.store.lease.LeaseListener;
import io.meshlog.store.lease.Leases;
import io.meshlog.store.lease.Presence;
import io.meshlog.store.lease.ReplicaWatch;
import io.meshlog.store.lease.RoleLease;
import io.meshlog.store.log.LogOwner;
import io.meshlog.store.push.PushHistory;
import io.meshlog.store.push.PushStore;
import io.meshlog.store.secret.MissingKey;
import io.meshlog.store.secret.SecretVault;
import io.meshlog.xds.ProxyKind;
import io.meshlog.xds.policy.PolicyTable;
import io.meshlog.xds.state.MeshState;
import io.meshlog.xds.state.VirtualNaming;
import io.meshlog.zone.ProxyServing;
import io.meshlog.zone.ProxyServing.ServingOptions;
import io.meshlog.zone.bootstrap.BootstrapEndpoint;
import io.meshlog.zone.bootstrap.BootstrapRules;
import io.meshlog.zone.bootstrap.BootstrapSettings;
import io.meshlog.zone.dataplane.OtherReplicas;
import io.meshlog.zone.dataplane.ProxyCredentials;
import io.meshlog.zone.dataplane.ProxyEvents;
import io.meshlog.zone.dataplane.Refusals;
import io.meshlog.zone.dpserver.DpTls;
import io.meshlog.zone.identity.AuthorityUnusable;
import io.meshlog.zone.identity.IdentityBook;
import io.meshlog.zone.inspect.ProxyRoutes;
import io.meshlog.zone.inspect.ShadowConfigs;
import io.meshlog.zone.inspect.ToldConfigs;
import io.meshlog.zone.status.InsightReports;
import io.meshlog.zone.status.OfflineProxies;
import io.meshlog.zone.status.Orphans;
import io.meshlog.zone.status.PushRecorder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What serves proxies, as beans. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
  DnsServerProperties.class,
  DpServerProperties.class,
  MeshlogDpServerProperties.class,
  XdsProperties.class,
  XdsServerProperties.class,
  MeshlogXdsProperties.class,
  MeshlogPushHistoryProperties.class,
  BootstrapServerProperties.class,
  RuntimeProperties.class
})
class ProxyConfiguration {
  @Bean
  ProxyCredentials proxyCredentials(
      EventStore store, TokenVerifier tokens, DpServerProperties server, LogOwner owner) {
    return new TokenCredentials(store.live()::current, tokens, server.authn(), owner.self().zone());
  }

  @Bean
  Refusals refusals(Audit audit) {
    return (proxy, client, path, status, why) ->
        audit.refusedProxy(
            proxy.kind() == ProxyKind.DATAPLANE ? proxy.nodeId() : proxy.name(),
            client,
            path,
            status,
            why);
  }

  /** Closed after the proxies' streams, whose last words it stores. */
  @Bean
  PushRecorder pushRecorder(
      PushStore pushes, Clock clock, Presence presence, MeshlogPushHistoryProperties limits) {
    return new PushRecorder(pushes, clock, presence.self(), limits.limits());
  }

  @Bean
  Figures pushFigures(PushRecorder recorder) {
    return () ->
        List.of(
            Figure.of(
                "meshlog_pushes_waiting", "Pushes that are not on record yet", recorder.waiting()),
            Figure.of(
                "meshlog_pushes_not_recorded",
                "Pushes since the start that were left out of the record",
                recorder.missed()));
  }

  @Bean
  RouteSet proxyRoutes(
      Views views,
      ProxyServing serving,
      PushRecorder recorder,
      PushHistory history,
      VirtualNaming naming) {
    return new ProxyRoutes(
        views,
        new ToldConfigs(serving.gate()::session, states(naming), recorder, history),
        new ShadowConfigs(serving.gate()::session, serving::state, states(naming), history),
        history);
  }

  /** Served after the first resources are there; stopped before the store it follows. */
  @Bean
  ProxyServing proxyServing(
      EventStore store,
      Admission admission,
      ProxyCredentials credentials,
      Refusals refusals,
      SecretVault vault,
      Leases leases,
      InsightReporting reporting,
      Clock clock,
      XdsProperties xds,
      PushRecorder pushes,
      OtherReplicas others,
      MeshlogXdsProperties tuning,
      DpServerProperties server,
      VirtualNaming naming,
      FirstStart firstStart) {
    RoleLease housekeeping = leases.of(RoleLease.HOUSEKEEPING);
    ProxyServing.Parts parts =
        new ProxyServing.Parts(
            store.live(),
            store.log(),
            admission,
            credentials,
            refusals,
            secret -> open(vault, secret),
            states(naming),
            clock,
            options(xds, tuning, server.hds()),
            pushes,
            others,
            housekeeping::turn);
    ProxyServing serving = new ProxyServing(parts, reporting::start);
    housekeeping.listen(new Gained(serving));
    return serving;
  }

  /** All policies, and names as the settings want them. */
  private static Function<MeshImage, MeshState> states(VirtualNaming naming) {
    return image -> MeshState.of(image, _ -> PolicyTable.empty(), naming);
  }

  @Bean
  VirtualNaming virtualNaming(DnsServerProperties dns, AddressRanges ranges) {
    return dns.naming(ranges);
  }

  @Bean
  OtherReplicas otherReplicas(ProxyStatusStore statuses, Presence presence, History history) {
    return new RegisteredReplicas(statuses, presence.self(), history);
  }

  /** What is said of proxies, beside what other replicas say. */
  @Bean
  InsightReporting insightReporting(
      InsightStore insights,
      ProxyStatusStore statuses,
      Presence presence,
      ReplicaWatch replicas,
      LogOwner owner,
      Clock clock,
      XdsServerProperties reports) {
    String zone = owner.self().zone();
    replicas.clearing(new Orphans(insights, statuses, clock, zone));
    return identities -> {
      InsightReports started =
          new InsightReports(
              insights,
              statuses,
              identities,
              clock,
              presence.self(),
              zone,
              reports.dataplaneStatusFlushInterval());
      presence.onReturn(started::sayAgain);
      return started;
    };
  }

  /** Proxies that stay away. */
  @Bean
  OfflineProxies offlineProxies(
      InsightStore insights,
      ReplicaWatch replicas,
      ProxyServing serving,
      LogOwner owner,
      Clock clock,
      RuntimeProperties runtime) {
    OfflineProxies offline =
        new OfflineProxies(
            insights,
            clock,
            owner.self().zone(),
            runtime.universal().dataplaneCleanupAge(),
            serving.gate()::expired,
            task -> Thread.ofVirtual().name("offline-proxy").start(task));
    replicas.clearing(offline);
    return offline;
  }

  /** Makes who reports on proxies. */
  @FunctionalInterface
  interface InsightReporting {
    ProxyEvents start(IdentityBook identities);
  }

  private static ServingOptions options(
      XdsProperties xds, MeshlogXdsProperties tuning, DpServerProperties.Hds hds) {
    int workers = tuning.workers() > 0 ? tuning.workers() : ServingOptions.DEFAULT.workers();
    return new ServingOptions(
        workers,
        xds.dataplaneDeregistrationDelay(),
        tuning.nameLifetime(),
        tuning.patience(),
        hds.probes());
  }

  private static byte[] open(SecretVault vault, Resource<SecretSpec> secret)
      throws AuthorityUnusable {
    SecretSpec.Sealed sealed = secret.spec().sealed();
    if (sealed == null) {
      throw new AuthorityUnusable(secret.key() + " has no content");
    }
    try {
      return vault.open(secret.key(), sealed);
    } catch (MissingKey | SQLException e) {
      throw new AuthorityUnusable(secret.key() + " cannot be opened: " + e.getMessage(), e);
    }
  }

  private record Gained(ProxyServing serving) implements LeaseListener {
    @Override
    public void gained(long term) {
      serving.housekeepingGained();
    }

    @Override
    public void lost(long term) {}
  }

  @Bean
  ProxyPort proxyPort(
      DpServerProperties server,
      MeshlogDpServerProperties where,
      BootstrapServerProperties bootstrap,
      ControlPlaneCertificate certificate,
      ProxyServing serving,
      EventStore store,
      Admission admission,
      ProxyCredentials credentials,
      Refusals refusals)
      throws IOException, GeneralSecurityException {
    String pem = certificate.certificatePem();
    Set<String> names = ServerNames.of(pem);
    return new ProxyPort(
        new InetSocketAddress(address(where.address()), server.port()),
        DpTls.of(certificate.certificate(), certificate.key()),
        serving,
        port ->
            new BootstrapEndpoint(
                new BootstrapRules(
                    store.live()::current,
                    admission,
                    credentials,
                    refusals,
                    settings(bootstrap.params(), server, port, pem, names))));
  }

  private static BootstrapSettings settings(
      BootstrapServerProperties.Params params,
      DpServerProperties server,
      int port,
      String pem,
      Set<String> names) {
    return new BootstrapSettings(
        params.xdsHost(),
        params.xdsPort() > 0 ? params.xdsPort() : port,
        params.xdsConnectTimeout(),
        params.envoyAdminUnixSocket(),
        params.adminAddress(),
        params.adminPort(),
        params.adminAccessLogPath(),
        pem,
        names,
        server.hds().enabled(),
        server.authn().enableReloadableTokens());
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new SettingProblem(
          "meshlog.dp-server.interface", "'" + text + "' is no address of this host");
    }
  }
}
