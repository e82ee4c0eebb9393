package io.meshlog.embedded.testing;

import io.meshlog.embedded.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;

/** An empty database of one test; closing drops it, whoever is still connected. */
public final class TestDatabase implements AutoCloseable {

  private final PostgresDatabase database;
  private final TestPostgres server;

  TestDatabase(PostgresDatabase database, TestPostgres server) {
    this.database = database;
    this.server = server;
  }

  /** How to reach it. */
  public PostgresDatabase asDatabase() {
    return database;
  }

  public String jdbcUrl() {
    return database.jdbcUrl();
  }

  public String host() {
    return database.host();
  }

  public int port() {
    return database.port();
  }

  public String name() {
    return database.name();
  }

  public String user() {
    return database.user();
  }

  public String password() {
    return database.password();
  }

  /** A new connection; the caller closes it. */
  public Connection connect() throws SQLException {
    return database.connect();
  }

  @Override
  public void close() {
    server.drop(database.name());
  }
}
