package io.meshlog.global.config;

import io.meshlog.embedded.PostgresDatabase;
import io.meshlog.embedded.PostgresOptions;
import io.meshlog.embedded.PostgresServer;
import io.meshlog.store.config.FallbackDatabase;
import io.meshlog.store.config.MigrationProperties;
import io.meshlog.store.config.PostgresProperties;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A PostgreSQL server of this control plane's own, started only if it is asked for. */
final class OwnDatabase implements FallbackDatabase, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OwnDatabase.class);

  private final Path folder;
  private @Nullable PostgresServer server;
  private MigrationProperties owner = MigrationProperties.NONE;

  OwnDatabase(Path folder) {
    this.folder = folder.resolve("postgres");
  }

  @Override
  public PostgresProperties start() {
    LOG.info("no database is configured: starts one of its own in {}", folder);
    PostgresServer started = PostgresServer.start(PostgresOptions.in(folder));
    server = started;
    PostgresDatabase database = started.database("meshlog");
    owner = new MigrationProperties(database.user(), database.password());
    PostgresDatabase runtime = database.runtime();
    return PostgresProperties.of(
        runtime.host(), runtime.port(), runtime.user(), runtime.password(), runtime.name());
  }

  @Override
  public MigrationProperties owner() {
    return owner;
  }

  /** After the store: Spring closes in the order of dependence. */
  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
  }
}
