package io.meshlog.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshlog.embedded.testing.TestFolders;
import io.meshlog.embedded.testing.TestPostgres;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class PostgresServerSliceTest {

  private final PostgresOptions options =
      PostgresOptions.in(TestFolders.newFolder("postgres")).withoutInitSync();

  @Test
  void keepsRowsOverARestart() throws SQLException {
    try (var server = PostgresServer.start(options)) {
      execute(server, "CREATE TABLE t (v text)", "INSERT INTO t VALUES ('kept')");
    }
    try (var server = PostgresServer.start(options)) {
      assertThat(query(server, "SELECT v FROM t")).isEqualTo("kept");
    }
  }

  @Test
  void keepsCommittedRowsWhenTheServerIsKilled() throws SQLException {
    try (var server = PostgresServer.start(options)) {
      execute(server, "CREATE TABLE t (v text)", "INSERT INTO t VALUES ('kept')");
      server.process().destroyForcibly();
      server.onExit().join();
    }
    try (var server = PostgresServer.start(options)) {
      assertThat(query(server, "SELECT v FROM t")).isEqualTo("kept");
    }
  }

  @Test
  void commitsDurablyAndListensOnLoopbackOnly() throws SQLException {
    try (var server = PostgresServer.start(options)) {
      assertThat(query(server, "SHOW fsync")).isEqualTo("on");
      assertThat(query(server, "SHOW synchronous_commit")).isEqualTo("on");
      assertThat(query(server, "SHOW full_page_writes")).isEqualTo("on");
      assertThat(query(server, "SHOW shared_buffers")).isEqualTo("32MB");
      assertThat(query(server, "SHOW max_connections")).isEqualTo("60");
      assertThat(query(server, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(query(server, "SHOW server_version_num")).startsWith("18");
    }
  }

  @Test
  void stopsAndReplacesTheServerOfAKilledJvm() throws Exception {
    var owner = ForkedStarter.start("postgres", options.folder());
    var left = ProcessIdentity.readFrom(options.processFile()).orElseThrow();
    owner.kill();
    assertThat(left.isAlive()).as("the server outlives its JVM").isTrue();

    try (var server = PostgresServer.start(options.onPort(owner.port()))) {
      assertThat(left.isAlive()).isFalse();
      assertThat(server.process().pid()).isNotEqualTo(left.pid());
      assertThat(query(server, "SELECT 'mine'")).isEqualTo("mine");
    }
  }

  @Test
  void findsALeftServerWhoseRecordWasLost() throws Exception {
    var owner = ForkedStarter.start("postgres", options.folder());
    var left = ProcessIdentity.readFrom(options.processFile()).orElseThrow();
    owner.kill();
    Files.delete(options.processFile());

    try (var server = PostgresServer.start(options)) {
      assertThat(left.isAlive()).isFalse();
      assertThat(query(server, "SELECT 'mine'")).isEqualTo("mine");
    }
  }

  @Test
  void leavesAStrangerAloneWhoseProcessIdStandsInAStalePidFile() throws Exception {
    PostgresServer.start(options).close();
    Process stranger = new ProcessBuilder("sleep", "600").start();
    try {
      Path stale = options.cluster().resolve("postmaster.pid");
      Files.writeString(stale, stranger.pid() + "\n" + options.cluster() + "\n1\n1\n\n\n\nready\n");
      new ProcessIdentity(stranger.pid(), "another boot/1").writeTo(options.processFile());

      try (var server = PostgresServer.start(options)) {
        assertThat(query(server, "SELECT 'mine'")).isEqualTo("mine");
      }
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void refusesAPortThatAStrangerHas() throws Exception {
    try (var stranger = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      assertThatThrownBy(() -> PostgresServer.start(options.onPort(stranger.getLocalPort())))
          .isInstanceOf(ServerStartException.class)
          .hasMessageContaining("port " + stranger.getLocalPort() + " on 127.0.0.1 is taken");
    }
    PostgresServer.start(options).close();
  }

  @Test
  void refusesAFolderThatIsInUse() {
    try (var server = PostgresServer.start(options)) {
      assertThatThrownBy(() -> PostgresServer.start(options))
          .isInstanceOf(ServerStartException.class)
          .hasMessageContaining("in use");
      assertThat(server.process().isAlive()).isTrue();
    }
  }

  @Test
  void refusesAStrangerWithoutThePassword() {
    try (var server = PostgresServer.start(options)) {
      PostgresDatabase database = server.database("meshlog");
      var wrong =
          new PostgresDatabase(database.host(), database.port(), "meshlog", "meshlog", "guess");
      assertThatThrownBy(wrong::connect).hasMessageContaining("password authentication failed");
    }
  }

  @Test
  void givesEachTestAnEmptyDatabase() throws SQLException {
    try (var first = TestPostgres.shared().newDatabase();
        var second = TestPostgres.shared().newDatabase();
        Connection inFirst = first.connect();
        Connection inSecond = second.connect()) {
      inFirst.createStatement().execute("CREATE TABLE t (v int)");
      inSecond.createStatement().execute("CREATE TABLE t (v int)");
      assertThat(first.jdbcUrl()).isNotEqualTo(second.jdbcUrl());
    }
  }

  private static void execute(PostgresServer server, String... statements) throws SQLException {
    try (Connection c = server.database("meshlog").connect();
        Statement s = c.createStatement()) {
      for (String sql : statements) {
        s.execute(sql);
      }
    }
  }

  private static String query(PostgresServer server, String sql) throws SQLException {
    try (Connection c = server.database("meshlog").connect();
        Statement s = c.createStatement();
        ResultSet rows = s.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
