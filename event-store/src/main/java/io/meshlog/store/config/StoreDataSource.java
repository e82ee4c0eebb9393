package io.meshlog.store.config;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import org.flywaydb.core.Flyway;

/** Opens the pool on a database whose schema is then the newest. */
public final class StoreDataSource {
  /** No statement of ours takes longer; a database that vanished without a word is noticed. */
  private static final Duration SILENCE = Duration.ofSeconds(20);

  private StoreDataSource() {}

  /**
   * @throws IllegalStateException when the database cannot be reached; the message names the
   *     settings
   */
  public static HikariDataSource open(
      PostgresProperties postgres, int connections, Duration connectionWait) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("meshlog-store");
    config.setJdbcUrl(postgres.jdbcUrl());
    config.setUsername(postgres.user());
    config.setPassword(postgres.password());
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(2);
    config.setConnectionTimeout(connectionWait.toMillis());
    config.setValidationTimeout(Math.min(1_000, connectionWait.toMillis()));
    config.addDataSourceProperty("ApplicationName", "meshlog");
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("connectTimeout", "5");
    config.addDataSourceProperty("socketTimeout", Long.toString(SILENCE.toSeconds()));
    HikariDataSource dataSource;
    try {
      dataSource = new HikariDataSource(config);
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "cannot reach the database %s (kuma.store.postgres.*, KUMA_STORE_POSTGRES_*): %s"
              .formatted(postgres, rootMessage(e)),
          e);
    }
    try {
      Flyway.configure()
          .dataSource(dataSource)
          .locations("classpath:db/migration")
          .load()
          .migrate();
      return dataSource;
    } catch (RuntimeException e) {
      dataSource.close();
      throw e;
    }
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      root = cause;
    }
    return String.valueOf(root.getMessage());
  }
}
