package io.meshlog.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A real PostgreSQL server as a process of its own on 127.0.0.1, with durable commits. It goes on
 * when the JVM that started it dies; the next start on the same folder stops what was left there,
 * known by process id and start time, and never talks to a server it did not start.
 */
public final class PostgresServer implements AutoCloseable {

  private static final Duration START_PATIENCE = Duration.ofSeconds(60);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,54}");
  private static final int START_TRIES = 3;

  private final PostgresOptions options;
  private final PostgresBinaries binaries;
  private final FolderLock lock;
  private final Process process;
  private final ProcessIdentity identity;
  private final int port;
  private final String password;

  private PostgresServer(
      PostgresOptions options,
      PostgresBinaries binaries,
      FolderLock lock,
      Process process,
      ProcessIdentity identity,
      int port,
      String password) {
    this.options = options;
    this.binaries = binaries;
    this.lock = lock;
    this.process = process;
    this.identity = identity;
    this.port = port;
    this.password = password;
  }

  /**
   * Starts the server and returns when it answers. Rows of an earlier run are there again.
   *
   * @throws ServerStartException when the folder is in use, a stranger has the port or the server
   *     ends early; the message says which
   */
  public static PostgresServer start(PostgresOptions options) {
    var binaries = PostgresBinaries.unpacked();
    var lock = FolderLock.of(options.folder());
    try {
      var cluster = new PostgresCluster(options, binaries);
      stopLeftover(options, cluster, binaries);
      cluster.initialise();
      for (int tries = 1; ; tries++) {
        try {
          return launch(options, cluster, binaries, lock);
        } catch (ServerStartException e) {
          // A free port may be lost to another process, and the workers of a killed server may
          // hold its shared memory for a moment longer.
          boolean passing = options.port() == 0 || e.getMessage().contains("shared memory block");
          if (!passing || tries == START_TRIES) {
            throw e;
          }
        }
      }
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Ends what a killed JVM left running in the folder, for a caller that will not start there.
   *
   * @throws ServerStartException when the folder is in use
   */
  public static void stopLeftover(PostgresOptions options) {
    try (var held = FolderLock.of(options.folder())) {
      var binaries = PostgresBinaries.unpacked();
      stopLeftover(options, new PostgresCluster(options, binaries), binaries);
    }
  }

  /**
   * The database of that name on a server that runs in the folder already, whoever started it;
   * empty when none does. Starts, stops and makes nothing.
   */
  public static Optional<PostgresDatabase> running(PostgresOptions options, String name) {
    var cluster = new PostgresCluster(options, PostgresBinaries.unpacked());
    return cluster
        .postmaster()
        .filter(PostgresCluster.Postmaster::ready)
        .filter(postmaster -> ProcessIdentity.of(postmaster.pid()).isPresent())
        .filter(postmaster -> cluster.isHomeOf(postmaster.pid()))
        .map(postmaster ->
            new PostgresDatabase("127.0.0.1", postmaster.port(), name, name, cluster.password()));
  }

  public int port() {
    return port;
  }

  /** The running server; its {@code onExit} tells of an unexpected end. */
  public ProcessHandle process() {
    return process.toHandle();
  }

  /** Completes when the server's process has ended, for whatever reason. */
  public CompletableFuture<ProcessHandle> onExit() {
    return process.toHandle().onExit();
  }

  /**
   * The database of that name, made if absent, with a role of the same name that owns it and one
   * beside it that owns nothing ({@link PostgresDatabase#runtime}).
   */
  public PostgresDatabase database(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a database name: " + name);
    }
    try (Connection c = admin().connect();
        Statement s = c.createStatement()) {
      for (String role : List.of(name, name + PostgresDatabase.RUNTIME)) {
        if (isAbsent(s, "SELECT 1 FROM pg_roles WHERE rolname = '" + role + "'")) {
          s.execute("CREATE ROLE " + role + " LOGIN PASSWORD '" + password + "'");
        }
      }
      if (isAbsent(s, "SELECT 1 FROM pg_database WHERE datname = '" + name + "'")) {
        s.execute("CREATE DATABASE " + name + " OWNER " + name);
      }
    } catch (SQLException e) {
      throw new ServerStartException("could not make database " + name + " on port " + port, e);
    }
    return new PostgresDatabase("127.0.0.1", port, name, name, password);
  }

  /** The server's own administrative database and role. */
  public PostgresDatabase admin() {
    return new PostgresDatabase("127.0.0.1", port, "postgres", "postgres", password);
  }

  /** Stops the server; open transactions are rolled back, committed rows are on disk. */
  @Override
  public void close() {
    stop(identity, binaries, "INT");
    forget();
  }

  /** Stops without a checkpoint: for tests that throw the folder away. */
  public void abandon() {
    stop(identity, binaries, "QUIT");
    forget();
  }

  private void forget() {
    try {
      Files.deleteIfExists(options.processFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.close();
    }
  }

  private static boolean isAbsent(Statement s, String query) throws SQLException {
    try (ResultSet rows = s.executeQuery(query)) {
      return !rows.next();
    }
  }

  private static PostgresServer launch(
      PostgresOptions options,
      PostgresCluster cluster,
      PostgresBinaries binaries,
      FolderLock lock) {
    int port = LoopbackPort.resolve(options.port(), "PostgreSQL in " + options.folder());
    Process process =
        DetachedProcess.start(
            command(options, binaries, port), System.getenv(), options.folder(), options.log());
    var identity =
        ProcessIdentity.of(process.pid())
            .orElseThrow(() -> failure(options, "ended as soon as it was started"));
    identity.writeTo(options.processFile());
    try {
      awaitReady(options, cluster, process, port);
    } catch (RuntimeException e) {
      identity.kill();
      throw e;
    }
    return new PostgresServer(options, binaries, lock, process, identity, port, cluster.password());
  }

  private static List<String> command(
      PostgresOptions options, PostgresBinaries binaries, int port) {
    var command = new ArrayList<String>();
    command.addAll(PostgresCluster.asOrdinaryUser(binaries.program("postgres")));
    command.addAll(List.of("-D", options.cluster().toString()));
    List.of(
            "listen_addresses=127.0.0.1",
            "port=" + port,
            "unix_socket_directories=",
            "max_connections=60",
            "shared_buffers=32MB",
            "max_wal_size=256MB",
            "jit=off",
            "timezone=UTC",
            "log_timezone=UTC",
            "fsync=on",
            "synchronous_commit=on",
            "full_page_writes=on")
        .forEach(setting -> command.addAll(List.of("-c", setting)));
    return command;
  }

  private static void awaitReady(
      PostgresOptions options, PostgresCluster cluster, Process process, int port) {
    // The server says in its pid file that it accepts connections; there is nothing to wait on.
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    while (true) {
      Optional<PostgresCluster.Postmaster> seen = cluster.postmaster();
      boolean ready =
          seen.filter(p -> p.pid() == process.pid() && p.port() == port && p.ready()).isPresent();
      if (ready) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw failure(options, "did not become ready in " + START_PATIENCE.toSeconds() + " s");
      }
      try {
        if (process.waitFor(10, TimeUnit.MILLISECONDS)) {
          throw failure(options, "ended with status " + process.exitValue());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ServerStartException("interrupted while PostgreSQL started", e);
      }
    }
  }

  private static ServerStartException failure(PostgresOptions options, String what) {
    return new ServerStartException(
        "PostgreSQL in "
            + options.folder()
            + " "
            + what
            + ":\n"
            + DetachedProcess.tail(options.log()));
  }

  /**
   * We hold the folder's lock, so whoever started a server that still runs here is gone. It is ours
   * when it is the recorded process; after a crash between start and record, when it works in this
   * folder of ours. A live process that is neither only reuses the number in a stale pid file.
   */
  private static void stopLeftover(
      PostgresOptions options, PostgresCluster cluster, PostgresBinaries binaries) {
    var recorded = ProcessIdentity.readFrom(options.processFile());
    recorded.filter(ProcessIdentity::isAlive).ifPresent(p -> stop(p, binaries, "INT"));
    cluster
        .postmaster()
        .ifPresent(postmaster -> {
          ProcessIdentity.of(postmaster.pid())
              .filter(p -> cluster.isHomeOf(p.pid()))
              .ifPresent(p -> stop(p, binaries, "INT"));
          cluster.forgetPostmaster();
        });
  }

  private static void stop(ProcessIdentity server, PostgresBinaries binaries, String signal) {
    if (!server.isAlive()) {
      return;
    }
    // SIGTERM would wait for every client to leave; the JDK can send no other polite signal.
    var command = PostgresCluster.asOrdinaryUser(binaries.program("pg_ctl"));
    command.addAll(List.of("kill", signal, Long.toString(server.pid())));
    try {
      new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!server.awaitEnd(STOP_PATIENCE)) {
      server.kill();
      server.awaitEnd(STOP_PATIENCE);
    }
  }
}
