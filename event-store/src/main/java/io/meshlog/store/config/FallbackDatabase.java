package io.meshlog.store.config;

/** Starts a database of the control plane's own when none is configured; an app may provide it. */
@FunctionalInterface
public interface FallbackDatabase {
  PostgresProperties start();
}
