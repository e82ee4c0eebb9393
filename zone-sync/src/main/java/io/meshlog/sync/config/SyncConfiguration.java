package io.meshlog.sync.config;

import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.store.EventStore;
import io.meshlog.store.insight.InsightStore;
import io.meshlog.store.insight.Quarantine;
import io.meshlog.store.lease.Leases;
import io.meshlog.store.lease.Presence;
import io.meshlog.store.log.FailPoint;
import io.meshlog.store.log.LogOwner;
import io.meshlog.store.secret.SecretVault;
import io.meshlog.store.signing.SigningKeys;
import io.meshlog.sync.importer.OpenQuarantine;
import io.meshlog.sync.join.Member;
import io.meshlog.sync.request.RequestHandler;
import io.meshlog.sync.status.SyncFigures;
import io.meshlog.sync.status.ZoneSync;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * The sync as one bean, {@link Federation}: it runs if Kafka is configured. An app imports this
 * beside the store's configuration.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(KafkaProperties.class)
public class SyncConfiguration {
  private static final int REASONS = 10;

  @Bean
  Federation federation(
      KafkaProperties kafka,
      Environment environment,
      LogOwner owner,
      ResourceTypes types,
      ObjectProvider<EventStore> store,
      ObjectProvider<SecretVault> vault,
      ObjectProvider<SigningKeys> signing,
      ObjectProvider<Leases> leases,
      ObjectProvider<Presence> presence,
      ObjectProvider<InsightStore> insights,
      ObjectProvider<Quarantine> quarantine,
      ObjectProvider<RequestHandler> requests,
      ObjectProvider<Clock> clock) {
    String globalAddress = environment.getProperty("kuma.multizone.zone.global-address", "");
    if (!kafka.federated()) {
      if (!globalAddress.isBlank() && !owner.self().isGlobal()) {
        throw new IllegalStateException(
            "kuma.multizone.zone.global-address (KUMA_MULTIZONE_ZONE_GLOBAL_ADDRESS) is set, but"
                + " zones join through Kafka: set meshlog.kafka.bootstrap-servers"
                + " (MESHLOG_KAFKA_BOOTSTRAP_SERVERS)");
      }
      return new Federation(Optional.empty());
    }
    requireSharedKeyRing(environment);
    InsightFacts facts = new InsightFacts(insights.getObject(), owner.self().zone());
    Quarantine records = quarantine.getObject();
    OpenQuarantine open =
        channel ->
            records.open(channel, 0, REASONS).stream()
                .map(record -> record.key() + ": " + record.reason() + ", " + record.detail())
                .toList();
    Member member =
        new Member(
            new Member.Parts(
                store.getObject(),
                types,
                vault.getObject(),
                signing.getObject(),
                leases.getObject(),
                presence.getObject(),
                kafka.settings(),
                clock.getIfAvailable(Clock::systemUTC),
                version(),
                facts,
                facts,
                open,
                request -> requests.getIfAvailable(() -> RequestHandler.NONE).answer(request),
                FailPoint.NONE));
    member.start();
    return new Federation(Optional.of(member));
  }

  @Bean
  SyncFigures syncFigures(Federation federation) {
    return new SyncFigures(() ->
        federation
            .member()
            .<Collection<ZoneSync>>map(member -> member.reports().all().values())
            .orElse(List.of()));
  }

  /** A ring made by one control plane alone could not open what the others seal. */
  private static void requireSharedKeyRing(Environment environment) {
    if (environment.getProperty("meshlog.secrets.key-file", "").isBlank()) {
      throw new IllegalStateException(
          "MESHLOG_SECRETS_KEY_FILE: must be set, since MESHLOG_KAFKA_BOOTSTRAP_SERVERS makes this"
              + " a member of a federation, which shares one key ring");
    }
  }

  private static String version() {
    String version = SyncConfiguration.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
