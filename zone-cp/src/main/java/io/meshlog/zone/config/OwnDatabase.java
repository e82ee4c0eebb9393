package io.meshlog.zone.config;

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

/** A PostgreSQL server of this control plane's own, started when no database is configured. */
final class OwnDatabase implements FallbackDatabase, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OwnDatabase.class);
  private static final String NAME = "meshlog";

  private final Path folder;
  private @Nullable PostgresServer server;
  private MigrationProperties owner = MigrationProperties.NONE;

  OwnDatabase(Path folder) {
    this.folder = folder;
  }

  @Override
  public PostgresProperties start() {
    PostgresServer started = PostgresServer.start(PostgresOptions.in(folder));
    server = started;
    PostgresDatabase database = started.database(NAME);
    LOG.info("brings its own PostgreSQL in {} on port {}", folder, started.port());
    owner = new MigrationProperties(database.user(), database.password());
    PostgresDatabase runtime = database.runtime();
    return PostgresProperties.of(
        runtime.host(), runtime.port(), runtime.user(), runtime.password(), runtime.name());
  }

  @Override
  public MigrationProperties owner() {
    return owner;
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
  }
}
