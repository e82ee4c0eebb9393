package io.meshlog.store.config;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Opens the pool on a database whose schema is then the newest. The schema belongs to the user that
 * migrates; the pool works with a role that may read and append to the log but not change it.
 */
public final class StoreDataSource {
  /** No statement of ours takes longer; a database that vanished without a word is noticed. */
  private static final Duration SILENCE = Duration.ofSeconds(20);

  private StoreDataSource() {}

  /** With one user for everything, which works as a lesser role where it may make one. */
  public static HikariDataSource open(
      PostgresProperties postgres, int connections, Duration connectionWait) {
    return open(postgres, MigrationProperties.NONE, connections, connectionWait);
  }

  /**
   * @param postgres the user that the pool connects as
   * @param migration the user that owns the schema, if it is another
   * @throws IllegalStateException when the database cannot be reached; the message names the
   *     settings
   */
  public static HikariDataSource open(
      PostgresProperties postgres,
      MigrationProperties migration,
      int connections,
      Duration connectionWait) {
    PostgresProperties owner = migration.ownerOf(postgres);
    Optional<String> role = migrate(owner, postgres);
    HikariConfig config = new HikariConfig();
    config.setPoolName("meshlog-store");
    config.setJdbcUrl(postgres.jdbcUrl());
    config.setUsername(postgres.user());
    config.setPassword(postgres.password());
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(2);
    config.setConnectionTimeout(connectionWait.toMillis());
    config.setValidationTimeout(Math.min(1_000, connectionWait.toMillis()));
    role.filter(lesser -> !lesser.equals(postgres.user()))
        .ifPresent(lesser -> config.setConnectionInitSql("set role \"" + lesser + '"'));
    config.addDataSourceProperty("ApplicationName", "meshlog");
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("connectTimeout", "5");
    config.addDataSourceProperty("socketTimeout", Long.toString(SILENCE.toSeconds()));
    try {
      return new HikariDataSource(config);
    } catch (RuntimeException e) {
      throw unreachable(postgres, e);
    }
  }

  /** The role that a running control plane is to work as; empty where none could be made. */
  private static Optional<String> migrate(PostgresProperties owner, PostgresProperties runtime) {
    PGSimpleDataSource source = outsideThePool(owner);
    try (Connection reachable = source.getConnection()) {
      reachable.getMetaData();
    } catch (SQLException e) {
      throw unreachable(owner, e);
    }
    Flyway.configure().dataSource(source).locations("classpath:db/migration").load().migrate();
    try (Connection connection = source.getConnection();
        PreparedStatement prepare = connection.prepareStatement("select prepare_runtime(?)")) {
      prepare.setString(1, runtime.user());
      try (ResultSet row = prepare.executeQuery()) {
        row.next();
        return Optional.ofNullable(row.getString(1));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(
          "cannot give %s its rights in the database: %s".formatted(runtime, e.getMessage()), e);
    }
  }

  /**
   * Connections without a pool as the given user, on the schema as it is: for a tool beside the
   * control plane.
   *
   * @param name by which the server lists them
   */
  public static DataSource unpooled(PostgresProperties postgres, String name) {
    PGSimpleDataSource source = outsideThePool(postgres);
    source.setApplicationName(name);
    source.setReWriteBatchedInserts(true);
    return source;
  }

  /** Brings the schema to the newest version, as its owner. */
  public static void migrate(PostgresProperties owner) {
    migrate(owner, owner);
  }

  private static PGSimpleDataSource outsideThePool(PostgresProperties postgres) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(postgres.jdbcUrl());
    source.setUser(postgres.user());
    source.setPassword(postgres.password());
    source.setApplicationName("meshlog-migration");
    source.setConnectTimeout(5);
    return source;
  }

  private static IllegalStateException unreachable(PostgresProperties postgres, Exception e) {
    return new IllegalStateException(
        "cannot reach the database %s (kuma.store.postgres.*, KUMA_STORE_POSTGRES_*): %s"
            .formatted(postgres, rootMessage(e)),
        e);
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      root = cause;
    }
    return String.valueOf(root.getMessage());
  }
}
