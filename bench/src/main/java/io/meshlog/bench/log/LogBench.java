package io.meshlog.bench.log;

import com.zaxxer.hikari.HikariDataSource;
import io.meshlog.bench.Percentiles;
import io.meshlog.bench.ProcessUsage;
import io.meshlog.embedded.FileTree;
import io.meshlog.embedded.PostgresDatabase;
import io.meshlog.embedded.PostgresOptions;
import io.meshlog.embedded.PostgresServer;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.EventStore;
import io.meshlog.store.StoreOptions;
import io.meshlog.store.config.PostgresProperties;
import io.meshlog.store.config.StoreDataSource;
import io.meshlog.store.log.LogIdentity;
import io.meshlog.store.log.LogOwner;
import io.meshlog.store.secret.KeyRing;
import io.meshlog.store.signing.SigningKeys;
import io.meshlog.store.verify.LogVerifier;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import javax.sql.DataSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fills a log on a PostgreSQL server of its own, with durable commits, and measures what reading it
 * costs. One use.
 */
public final class LogBench {
  private static final ResourceTypes TYPES = ResourceTypes.of(CoreTypes.ALL);

  /** Of one key, which is as good as any. */
  private static final String RING =
      "{\"active\":\"bench\",\"keys\":{\"bench\":\"%s\"}}"
          .formatted(Base64.getEncoder().encodeToString(new byte[32]));

  private static final int SINGLES = 3_000;
  private static final int BESIDE = 500;

  private final long events;
  private final int resources;
  private final int writers;
  private final PrintStream out;
  private final Figures figures;

  public LogBench(long events, int resources, int writers, PrintStream out) {
    this.events = events;
    this.resources = resources;
    this.writers = writers;
    this.out = out;
    this.figures = new Figures(out);
  }

  public void run(Path json) throws Exception {
    Path folder = Files.createTempDirectory("meshlog-bench-log");
    PostgresServer server = PostgresServer.start(PostgresOptions.in(folder));
    Thread stop = new Thread(server::abandon, "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      out.printf(
          Locale.ROOT,
          "%d events of %d Dataplanes, %d writers; %d processors%n",
          events,
          resources,
          writers,
          Runtime.getRuntime().availableProcessors());
      measure(server);
      write(json);
    } finally {
      Runtime.getRuntime().removeShutdownHook(stop);
      server.abandon();
      FileTree.delete(folder);
    }
  }

  private void measure(PostgresServer server) throws Exception {
    PostgresDatabase zone = server.database("zone");
    try (HikariDataSource pool = pool(zone)) {
      try (EventStore store = open(pool, Load.ZONE)) {
        append(store);
        space(zone);
        replay(pool, store.live().current());
        past(store);
        try (HikariDataSource others = pool(server.database("global"));
            EventStore global = open(others, Origin.GLOBAL)) {
          new Imports(store, global, figures).run(others, Math.min(events, 200_000));
        }
      }
      time("verify all of the log", 1, () -> sound(pool));
    }
  }

  private void append(EventStore store) throws InterruptedException {
    Load load = new Load(store.log(), resources);
    load.write(1, SINGLES / 3);
    double cpu = cpu();
    long begin = System.nanoTime();
    Percentiles one = Percentiles.of(load.write(1, SINGLES));
    figures.add("appends, 1 writer", SINGLES / seconds(begin), "a second");
    figures.add(
        "CPU without the database's, 1 writer", (cpu() - cpu) * 1000 / SINGLES, "ms an event");
    figures.add("append, 1 writer, p50", one.millis(50), "ms");
    figures.add("append, 1 writer, p99", one.millis(99), "ms");
    long left = events - SINGLES - SINGLES / 3;
    cpu = cpu();
    begin = System.nanoTime();
    Percentiles many = Percentiles.of(load.write(writers, left));
    figures.add("appends, " + writers + " writers", left / seconds(begin), "a second");
    figures.add(
        "CPU without the database's, " + writers + " writers",
        (cpu() - cpu) * 1000 / left,
        "ms an event");
    figures.add("append, " + writers + " writers, p50", many.millis(50), "ms");
    figures.add("append, " + writers + " writers, p99", many.millis(99), "ms");
    if (!store.live().await(events, Duration.ofMinutes(5))) {
      throw new IllegalStateException("the image does not follow");
    }
  }

  /** Of this process: what makes the load is in it, too. */
  private static double cpu() {
    return ProcessUsage.cpuSeconds(ProcessHandle.current().pid());
  }

  private void space(PostgresDatabase database) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                select pg_total_relation_size('event')::float8 / count(*),
                  pg_database_size(current_database())::float8 / count(*),
                  avg(length(payload::text))::float8 from event
                """)) {
      row.next();
      figures.add("event table with its indexes, per event", row.getDouble(1), "bytes");
      figures.add("whole database, per event", row.getDouble(2), "bytes");
      figures.add("payload, per event", row.getDouble(3), "bytes");
    }
  }

  private void replay(DataSource pool, MeshImage expected) throws Exception {
    long begin = System.nanoTime();
    try (EventStore replica = open(pool, Load.ZONE)) {
      double seconds = seconds(begin);
      figures.add("start of a replica by replay of all events", seconds, "s");
      figures.add("replay", events / seconds, "events/s");
      if (!replica.live().current().everything().toList().equals(expected.everything().toList())) {
        throw new IllegalStateException("the replay is not the image");
      }
    }
  }

  private void past(EventStore store) throws Exception {
    for (int percent : new int[] {1, 10, 50, 99}) {
      long pos = events / 100 * percent;
      time("asOf at " + percent + " %, no snapshot", 1, () -> store.past().at(pos));
    }
    MeshImage middle = store.past().at(events / 2);
    time("store a snapshot", 1, () -> store.snapshots().store(middle));
    time("asOf 500 events after a snapshot", 5, () -> store.past().at(events / 2 + BESIDE));
    time("asOf at the head", 5, () -> store.past().at(events));
  }

  private static void sound(DataSource pool) throws SQLException {
    LogVerifier.Report report = new LogVerifier(pool).verify();
    if (!report.sound()) {
      throw new IllegalStateException(String.valueOf(report.problem()));
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  /** Of several the middle one. */
  private void time(String what, int times, Work work) throws Exception {
    long[] nanos = new long[times];
    for (int i = 0; i < times; i++) {
      long begin = System.nanoTime();
      work.run();
      nanos[i] = System.nanoTime() - begin;
    }
    Arrays.sort(nanos);
    figures.add(what, nanos[times / 2] / 1e6, "ms");
  }

  private void write(Path json) throws IOException {
    ObjectNode result = figures.json();
    out.println(result);
    Files.createDirectories(json.getParent());
    Files.writeString(json, result.toPrettyString() + "\n");
  }

  static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  static EventStore open(DataSource pool, Origin self) throws SQLException {
    LogOwner owner = new LogOwner(self);
    SigningKeys keys =
        SigningKeys.open(
            pool, LogIdentity.openOrCreate(pool, owner), KeyRing.parse(RING), Clock.systemUTC());
    return EventStore.open(pool, TYPES, owner, StoreOptions.DEFAULT.withSigning(keys));
  }

  static HikariDataSource pool(PostgresDatabase database) {
    return StoreDataSource.open(
        PostgresProperties.of(
            database.host(),
            database.port(),
            database.user(),
            database.password(),
            database.name()),
        8,
        Duration.ofSeconds(5));
  }
}
