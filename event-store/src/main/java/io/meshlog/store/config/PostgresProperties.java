package io.meshlog.store.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the database is; Kuma's names ({@code KUMA_STORE_POSTGRES_HOST} and so on).
 *
 * @param host null when no database is given: the control plane then brings its own
 */
@ConfigurationProperties("kuma.store.postgres")
public record PostgresProperties(
    @Nullable String host,
    @DefaultValue("5432") int port,
    @DefaultValue("kuma") String user,
    @DefaultValue("kuma") String password,
    @DefaultValue("kuma") String dbName) {

  public PostgresProperties {
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("kuma.store.postgres.port: " + port + " is no port");
    }
  }

  public static PostgresProperties of(
      String host, int port, String user, String password, String dbName) {
    return new PostgresProperties(host, port, user, password, dbName);
  }

  /** Null, empty and blank mean the same: not set. */
  public Optional<String> address() {
    return Optional.ofNullable(host).filter(h -> !h.isBlank());
  }

  String jdbcUrl() {
    return "jdbc:postgresql://" + host + ":" + port + "/" + dbName;
  }

  @Override
  public String toString() {
    return user + "@" + jdbcUrl();
  }
}
