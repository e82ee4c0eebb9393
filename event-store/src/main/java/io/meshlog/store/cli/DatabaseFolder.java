package io.meshlog.store.cli;

import io.meshlog.store.config.PostgresProperties;
import java.nio.file.Path;

/** Opens the PostgreSQL that a control plane keeps in a folder; an app that has one provides it. */
@FunctionalInterface
public interface DatabaseFolder {

  /**
   * @param owner the database as the owner of its schema reaches it
   * @param server ends what was started for this, and only that
   */
  record Opened(PostgresProperties owner, Server server) {}

  /** Something to end. */
  @FunctionalInterface
  interface Server extends AutoCloseable {
    @Override
    void close();
  }

  /** Uses the server that runs there, or starts one. */
  Opened open(Path folder);
}
