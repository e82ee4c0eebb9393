package io.meshlog.store.config;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The user that owns the schema and migrates it ({@code MESHLOG_STORE_MIGRATION_*}), so that the
 * one a control plane works as ({@code KUMA_STORE_POSTGRES_USER}) need not.
 *
 * @param user null or empty: one user does both
 */
@ConfigurationProperties("meshlog.store.migration")
public record MigrationProperties(@Nullable String user, @DefaultValue("") String password) {
  public static final MigrationProperties NONE = new MigrationProperties(null, "");

  /** The same database as its owner reaches it. */
  PostgresProperties ownerOf(PostgresProperties runtime) {
    String host = runtime.host();
    return user == null || user.isBlank() || host == null
        ? runtime
        : PostgresProperties.of(host, runtime.port(), user, password, runtime.dbName());
  }

  /** Never shows the password. */
  @Override
  public String toString() {
    return "MigrationProperties[" + user + "]";
  }
}
