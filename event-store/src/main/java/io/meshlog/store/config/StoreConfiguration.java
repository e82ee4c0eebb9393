package io.meshlog.store.config;

import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.store.EventStore;
import io.meshlog.store.StoreOptions;
import io.meshlog.store.append.EventLog;
import io.meshlog.store.history.History;
import io.meshlog.store.image.ImageAt;
import io.meshlog.store.image.LiveImage;
import io.meshlog.store.log.LogIdentity;
import io.meshlog.store.log.LogOwner;
import java.sql.SQLException;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The store as beans. The app provides {@code ResourceTypes}, {@code LogOwner} and, if it can start
 * a database itself, a {@code FallbackDatabase}; a {@code Clock} is optional.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({PostgresProperties.class, StoreProperties.class})
public class StoreConfiguration {

  /** Whoever gets this finds the schema migrated. */
  @Bean
  DataSource dataSource(
      PostgresProperties configured,
      StoreProperties store,
      ObjectProvider<FallbackDatabase> fallback) {
    PostgresProperties postgres = configured;
    if (postgres.address().isEmpty()) {
      FallbackDatabase own = fallback.getIfAvailable();
      if (own == null) {
        throw new IllegalStateException(
            "kuma.store.postgres.host (KUMA_STORE_POSTGRES_HOST) is not set");
      }
      postgres = own.start();
    }
    return StoreDataSource.open(postgres, store.connections(), store.connectionWait());
  }

  @Bean
  EventStore eventStore(
      DataSource dataSource,
      ResourceTypes types,
      LogOwner owner,
      StoreProperties store,
      ObjectProvider<Clock> clock)
      throws SQLException {
    StoreOptions options =
        StoreOptions.DEFAULT
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
}
