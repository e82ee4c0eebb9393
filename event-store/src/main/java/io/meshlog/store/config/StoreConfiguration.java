package io.meshlog.store.config;

import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.store.EventStore;
import io.meshlog.store.StoreOptions;
import io.meshlog.store.append.EventLog;
import io.meshlog.store.export.ExportLog;
import io.meshlog.store.figures.LogFigures;
import io.meshlog.store.history.History;
import io.meshlog.store.image.ImageAt;
import io.meshlog.store.image.LiveImage;
import io.meshlog.store.image.Snapshotter;
import io.meshlog.store.imports.ImportLog;
import io.meshlog.store.insight.InsightConfiguration;
import io.meshlog.store.lease.Leases;
import io.meshlog.store.lease.Presence;
import io.meshlog.store.lease.ReplicaWatch;
import io.meshlog.store.lease.RoleLease;
import io.meshlog.store.log.LogIdentity;
import io.meshlog.store.log.LogOwner;
import io.meshlog.store.push.PushHistory;
import io.meshlog.store.push.PushStore;
import io.meshlog.store.retention.Retention;
import io.meshlog.store.secret.KeyRing;
import io.meshlog.store.secret.MissingKey;
import io.meshlog.store.secret.SealBroken;
import io.meshlog.store.secret.SecretVault;
import io.meshlog.store.signing.SigningKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * The store as beans. The app provides {@code ResourceTypes}, {@code LogOwner} and, if it can start
 * a database itself, a {@code FallbackDatabase}; a {@code Clock} is optional.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
  PostgresProperties.class,
  MigrationProperties.class,
  StoreProperties.class,
  RetentionProperties.class,
  SecretsProperties.class
})
@Import({InsightConfiguration.class, AuditConfiguration.class})
public class StoreConfiguration {
  private static final Logger LOG = LoggerFactory.getLogger(StoreConfiguration.class);
  private static final int INSTANCE_DIGITS = 8;

  /** Whoever gets this finds the schema migrated. */
  @Bean
  DataSource dataSource(
      PostgresProperties configured,
      MigrationProperties migration,
      StoreProperties store,
      ObjectProvider<FallbackDatabase> fallback) {
    PostgresProperties postgres = configured;
    MigrationProperties owner = migration;
    if (postgres.address().isEmpty()) {
      FallbackDatabase own = fallback.getIfAvailable();
      if (own == null) {
        throw new IllegalStateException(
            "kuma.store.postgres.host (KUMA_STORE_POSTGRES_HOST) is not set");
      }
      postgres = own.start();
      owner = own.owner();
    }
    return StoreDataSource.open(postgres, owner, store.connections(), store.connectionWait());
  }

  /** Asked once, when the control plane starts. */
  @Bean
  DatabaseRights databaseRights(DataSource dataSource) throws SQLException {
    DatabaseRights rights = DatabaseRights.read(dataSource);
    if (!rights.restricted()) {
      LOG.warn(
          "the database lets {} do {} to the log; set MESHLOG_STORE_MIGRATION_USER, or let the user"
              + " make roles",
          rights.role(),
          rights.excess());
    }
    return rights;
  }

  @Bean
  EventStore eventStore(
      DataSource dataSource,
      ResourceTypes types,
      LogOwner owner,
      SigningKeys signing,
      StoreProperties store,
      ObjectProvider<Clock> clock)
      throws SQLException {
    StoreOptions options =
        StoreOptions.DEFAULT
            .withSigning(signing)
            .withClock(clock.getIfAvailable(Clock::systemUTC))
            .withLimits(store.limits())
            .withSafetyInterval(store.safetyInterval());
    return EventStore.open(dataSource, types, owner, options);
  }

  @Bean
  LogIdentity logIdentity(EventStore store) {
    return store.identity();
  }

  /** Closed by the store, which knows the order. */
  @Bean(destroyMethod = "")
  EventLog eventLog(EventStore store) {
    return store.log();
  }

  @Bean
  LiveImage liveImage(EventStore store) {
    return store.live();
  }

  @Bean
  ImageAt imageAt(EventStore store) {
    return store.past();
  }

  @Bean
  History history(EventStore store) {
    return store.history();
  }

  @Bean
  ExportLog exportLog(EventStore store) {
    return store.exports();
  }

  @Bean
  ImportLog importLog(EventStore store) {
    return store.imports();
  }

  /** The file every control plane of a federation shares, or one of this control plane's own. */
  @Bean
  KeyRing keyRing(SecretsProperties secrets) throws IOException {
    return secrets.keyRing();
  }

  /**
   * Refuses a log whose own secrets the key ring does not open; those of others may get their key
   * later. What an older key of the ring wraps is wrapped anew, so that it can be given up.
   */
  @Bean
  SecretVault secretVault(
      DataSource dataSource, KeyRing ring, LogOwner owner, ObjectProvider<Clock> clock)
      throws SQLException {
    SecretVault vault = new SecretVault(dataSource, ring, clock.getIfAvailable(Clock::systemUTC));
    Set<String> missing = vault.missingRingKeys(owner.self());
    if (!missing.isEmpty()) {
      throw SecretsProperties.sealedUnder(missing, ring);
    }
    Set<String> foreign = vault.missingRingKeys();
    if (!foreign.isEmpty()) {
      LOG.error("secrets of others stay closed: the key ring {} lacks the keys {}", ring, foreign);
    }
    int rewrapped = vault.rewrap();
    if (rewrapped > 0) {
      LOG.info("{} data keys of secrets are now wrapped under {}", rewrapped, ring.active());
    }
    return vault;
  }

  /** Comes after the vault, which has looked whether the key ring is the right one. */
  @Bean
  SigningKeys eventSigningKeys(
      DataSource dataSource,
      KeyRing ring,
      SecretVault vault,
      LogOwner owner,
      ObjectProvider<Clock> clock)
      throws SQLException {
    LogIdentity identity = LogIdentity.openOrCreate(dataSource, owner);
    try {
      return SigningKeys.open(dataSource, identity, ring, clock.getIfAvailable(Clock::systemUTC));
    } catch (MissingKey e) {
      throw SecretsProperties.sealedUnder(Set.of(e.keyId()), ring);
    } catch (SealBroken e) {
      throw SecretsProperties.otherKey(ring, e);
    }
  }

  @Bean
  PushStore pushStore(DataSource dataSource) {
    return new PushStore(dataSource);
  }

  @Bean
  PushHistory pushHistory(DataSource dataSource) {
    return new PushHistory(dataSource);
  }

  @Bean
  Leases leases(DataSource dataSource, StoreProperties store) {
    return new Leases(dataSource, newInstanceId(), store.lease());
  }

  /** Names this process to people and to other replicas. */
  private static String newInstanceId() {
    String digits = UUID.randomUUID().toString().substring(0, INSTANCE_DIGITS);
    try {
      return InetAddress.getLocalHost().getHostName() + '-' + digits;
    } catch (UnknownHostException e) {
      return "meshlog-" + digits;
    }
  }

  @Bean
  Presence presence(DataSource dataSource, Leases leases, StoreProperties store)
      throws SQLException {
    return Presence.enter(dataSource, leases.holder(), store.lease());
  }

  @Bean
  ReplicaWatch replicaWatch(Presence presence, Leases leases) {
    return new ReplicaWatch(presence, leases.of(RoleLease.HOUSEKEEPING));
  }

  @Bean
  LogFigures logFigures(DataSource dataSource, EventStore store, Leases leases) {
    return new LogFigures(
        dataSource,
        store.tail(),
        () -> store.live().current().head(),
        store.appender()::waiting,
        leases.holder());
  }

  @Bean
  Retention retention(
      DataSource dataSource,
      EventStore store,
      RetentionProperties properties,
      Leases leases,
      ObjectProvider<Clock> clock) {
    Retention retention =
        new Retention(
            dataSource,
            store.reader(),
            properties.policy(),
            clock.getIfAvailable(Clock::systemUTC));
    leases.of(RoleLease.HOUSEKEEPING).listen(retention);
    return retention.start();
  }

  /** Depends on the store so that it follows its image, and ends before it. */
  @Bean
  Snapshotter snapshotter(
      EventStore store, StoreProperties properties, Leases leases, Retention retention)
      throws SQLException {
    RoleLease housekeeping = leases.of(RoleLease.HOUSEKEEPING);
    Snapshotter snapshotter =
        new Snapshotter(
            store.snapshots(),
            properties.snapshotEvery(),
            () -> housekeeping.term().isPresent(),
            retention::snapshotStored);
    store.live().subscribe(snapshotter);
    return snapshotter;
  }
}
