package io.meshlog.demo;

import io.meshlog.embedded.PostgresDatabase;
import java.util.Map;

/** How a control plane that is started here is told of its database. */
public final class ControlPlaneStore {
  private ControlPlaneStore() {}

  /** Variables of its environment: it works with the runtime's rights and migrates as the owner. */
  public static Map<String, String> settings(PostgresDatabase database) {
    return Map.of(
        "KUMA_STORE_POSTGRES_HOST", database.host(),
        "KUMA_STORE_POSTGRES_PORT", Integer.toString(database.port()),
        "KUMA_STORE_POSTGRES_USER", database.runtime().user(),
        "KUMA_STORE_POSTGRES_PASSWORD", database.runtime().password(),
        "KUMA_STORE_POSTGRES_DB_NAME", database.name(),
        "MESHLOG_STORE_MIGRATION_USER", database.user(),
        "MESHLOG_STORE_MIGRATION_PASSWORD", database.password());
  }
}
