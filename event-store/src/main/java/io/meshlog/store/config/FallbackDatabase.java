package io.meshlog.store.config;

/** Starts a database of the control plane's own when none is configured; an app may provide it. */
@FunctionalInterface
public interface FallbackDatabase {
  /** As the control plane is to work with it. */
  PostgresProperties start();

  /** Who migrates the started database, if it is another user. */
  default MigrationProperties owner() {
    return MigrationProperties.NONE;
  }
}
