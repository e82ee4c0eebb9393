package io.meshlog.bench.log;

import com.zaxxer.hikari.HikariDataSource;
import io.meshlog.embedded.FileTree;
import io.meshlog.embedded.PostgresOptions;
import io.meshlog.embedded.PostgresServer;
import io.meshlog.model.resource.Origin;
import io.meshlog.store.EventStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** A store on a PostgreSQL server of its own, with durable commits. Gone when closed. */
public final class OwnStore implements AutoCloseable {
  private final Path folder;
  private final PostgresServer server;
  private final HikariDataSource pool;
  private final EventStore store;

  private OwnStore(Path folder, PostgresServer server, Origin self)
      throws IOException, SQLException {
    this.folder = folder;
    this.server = server;
    this.pool = LogBench.pool(server.database("zone"));
    this.store = LogBench.open(pool, self);
  }

  public static OwnStore open(Origin self) throws IOException, SQLException {
    Path folder = Files.createTempDirectory("meshlog-bench-store");
    return new OwnStore(folder, PostgresServer.start(PostgresOptions.in(folder)), self);
  }

  public EventStore store() {
    return store;
  }

  @Override
  public void close() throws Exception {
    try (pool) {
      store.close();
    } finally {
      server.abandon();
      FileTree.delete(folder);
    }
  }
}
