package io.meshlog.embedded.testing;

import io.meshlog.embedded.PostgresDatabase;
import io.meshlog.embedded.PostgresOptions;
import io.meshlog.embedded.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** One PostgreSQL server per test JVM; every test takes a fresh database from it. */
public final class TestPostgres {

  private static final String IMAGE = "postgres:18";

  private final PostgresDatabase admin;
  private final AtomicInteger names = new AtomicInteger();

  private TestPostgres(PostgresDatabase admin) {
    this.admin = admin;
  }

  /** This JVM's server, started by the first call and stopped when the JVM ends. */
  public static TestPostgres shared() {
    return Shared.INSTANCE;
  }

  /** An own embedded server, for tests that stop or kill it; the caller closes it. */
  public static PostgresServer privateServer() {
    return PostgresServer.start(
        PostgresOptions.in(TestFolders.newFolder("postgres")).withoutInitSync());
  }

  /**
   * An empty database with an own role and one that owns nothing; it goes with its close or with
   * the JVM.
   */
  public TestDatabase newDatabase() {
    String name = "test_" + names.incrementAndGet();
    execute("CREATE ROLE " + name + " LOGIN PASSWORD '" + name + "'");
    execute("CREATE ROLE " + name + "_runtime LOGIN PASSWORD '" + name + "'");
    execute("CREATE DATABASE " + name + " OWNER " + name);
    return new TestDatabase(
        new PostgresDatabase(admin.host(), admin.port(), name, name, name), this);
  }

  /** A copy of a database of this server as it is now; nobody may be connected to it. */
  public TestDatabase copyOf(PostgresDatabase original) {
    String name = "test_" + names.incrementAndGet();
    execute(
        "CREATE DATABASE " + name + " TEMPLATE " + original.name() + " OWNER " + original.user());
    return new TestDatabase(
        new PostgresDatabase(
            admin.host(), admin.port(), name, original.user(), original.password()),
        this);
  }

  void drop(String name) {
    execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    execute("DROP ROLE IF EXISTS " + name + ", " + name + "_runtime");
  }

  private void execute(String sql) {
    try (Connection connection = admin.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private static final class Shared {
    // The embedded server ends with its folder, the container by Testcontainers' own reaper.
    static final TestPostgres INSTANCE =
        new TestPostgres(
            switch (ServerChoice.here()) {
              case EMBEDDED -> privateServer().admin();
              case CONTAINERS -> Container.start();
            });
  }

  /** Apart, so that a module without Testcontainers on its class path can load the seam. */
  private static final class Container {
    @SuppressWarnings("resource")
    static PostgresDatabase start() {
      var container = new PostgreSQLContainer(IMAGE);
      container.start();
      return new PostgresDatabase(
          container.getHost(),
          container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
          container.getDatabaseName(),
          container.getUsername(),
          container.getPassword());
    }
  }
}
