package io.meshlog.store;

import com.zaxxer.hikari.HikariDataSource;
import io.meshlog.embedded.PostgresDatabase;
import io.meshlog.embedded.testing.TestDatabase;
import io.meshlog.embedded.testing.TestPostgres;
import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.event.EventMeta;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.zone.ZoneSpec;
import io.meshlog.store.append.AppendOutcome;
import io.meshlog.store.append.AppendOutcome.Appended;
import io.meshlog.store.append.AppendRequest;
import io.meshlog.store.append.EventLog;
import io.meshlog.store.append.IdempotencyKey;
import io.meshlog.store.config.MigrationProperties;
import io.meshlog.store.config.PostgresProperties;
import io.meshlog.store.config.StoreDataSource;
import io.meshlog.store.log.LogOwner;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A migrated database of its own, and stores on it. Closes what it opened. */
public final class StoreFixture implements AutoCloseable {
  public static final ResourceTypes TYPES = ResourceTypes.of(CoreTypes.ALL);
  public static final EventMeta META = EventMeta.of("tester");

  /** Cleaned databases of this JVM: making and dropping one costs more than most tests. */
  private static final Queue<StoreFixture> FREE = new ConcurrentLinkedQueue<>();

  private static final String CLEAN =
      """
      alter table event disable trigger all;
      alter table base_event disable trigger all;
      truncate log_meta, stream, event, base_event, resource_current, command_dedup, channel_head,
        import_cursor, publish_cursor, role_lease, quarantine, snapshot, secret_key, signing_key,
        proxy_status, insight, push, replica, sync_problem, audit restart identity;
      alter table event enable trigger all;
      alter table base_event enable trigger all;
      """;

  private final PostgresDatabase database;
  private final boolean reusable;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final HikariDataSource dataSource;

  private StoreFixture(PostgresDatabase database, boolean reusable) {
    this.database = database;
    this.reusable = reusable;
    this.dataSource = newPool();
  }

  /** On an empty database of its own. */
  public static StoreFixture fresh() {
    StoreFixture free = FREE.poll();
    if (free != null) {
      return free;
    }
    TestDatabase made = TestPostgres.shared().newDatabase();
    return new StoreFixture(
        new PostgresDatabase(made.host(), made.port(), made.name(), made.user(), made.password()),
        true);
  }

  public static StoreFixture on(PostgresDatabase database) {
    return new StoreFixture(database, false);
  }

  public PostgresDatabase database() {
    return database;
  }

  public HikariDataSource dataSource() {
    return dataSource;
  }

  /** A further pool, as another replica has. */
  public HikariDataSource pool() {
    HikariDataSource pool = newPool();
    opened.add(pool);
    return pool;
  }

  /** As a control plane has it: what it may not do to the log, the database refuses. */
  private HikariDataSource newPool() {
    PostgresDatabase runtime = database.runtime();
    PostgresProperties properties =
        PostgresProperties.of(
            runtime.host(), runtime.port(), runtime.user(), runtime.password(), runtime.name());
    return StoreDataSource.open(
        properties,
        new MigrationProperties(database.user(), database.password()),
        12,
        Duration.ofSeconds(2));
  }

  public EventStore open(Origin self) throws SQLException {
    return open(self, StoreOptions.DEFAULT);
  }

  public EventStore open(Origin self, StoreOptions options) throws SQLException {
    EventStore store = EventStore.open(dataSource, TYPES, new LogOwner(self), options);
    opened.add(store);
    return store;
  }

  public static ResourceKey zoneKey(String name) {
    return CoreTypes.ZONE.key("", Origin.GLOBAL, name);
  }

  public static Command putZone(String name, @Nullable Boolean enabled, Expected expected) {
    return new Command.Put<>(
        CoreTypes.ZONE, zoneKey(name), Labels.EMPTY, new ZoneSpec(enabled, null, null), expected);
  }

  public static Command putZone(String name, @Nullable Boolean enabled) {
    return putZone(name, enabled, Expected.ANY);
  }

  public static AppendRequest request(Command command) {
    return AppendRequest.of(command, META);
  }

  public static AppendRequest request(Command command, String key, String hash) {
    return new AppendRequest(command, META, new IdempotencyKey(key, hash));
  }

  public static AppendOutcome append(EventLog log, AppendRequest request) {
    try {
      return log.append(request).get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("no outcome", e);
    }
  }

  public static Appended appended(EventLog log, Command command) {
    AppendOutcome outcome = append(log, request(command));
    if (outcome instanceof Appended appended) {
      return appended;
    }
    throw new AssertionError("not appended: " + outcome);
  }

  public static Command deleteZone(String name) {
    return new Command.Delete(zoneKey(name), Expected.ANY);
  }

  public static Command putMesh(String name, Labels labels, MeshSpec spec) {
    return new Command.Put<>(
        CoreTypes.MESH, CoreTypes.MESH.key("", Origin.GLOBAL, name), labels, spec, Expected.ANY);
  }

  public long number(String sql) throws SQLException {
    return Long.parseLong(text(sql));
  }

  public String text(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return Objects.requireNonNullElse(row.getString(1), "");
    }
  }

  /** As the owner of the schema, who may do what a control plane may not. */
  public void execute(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The owner of the schema, without a pool. */
  public DataSource owner() {
    return StoreDataSource.unpooled(
        PostgresProperties.of(
            database.host(),
            database.port(),
            database.user(),
            database.password(),
            database.name()),
        "meshlog-test");
  }

  /** Takes the beginning out of the log, as retention does after a snapshot. */
  public void removeUpTo(EventStore store, long pos) throws SQLException {
    store.snapshots().store(store.past().at(pos));
    if (!store.snapshots().verify(pos)) {
      throw new AssertionError("the snapshot at " + pos + " is not as it was stored");
    }
    execute(
        """
        insert into role_lease values ('housekeeping', 1, 'test', now(), now())
        on conflict do nothing
        """);
    long floor = number("select remove_events(%d, 1000000, 1)".formatted(pos));
    if (floor != pos) {
      throw new AssertionError("the floor is " + floor);
    }
  }

  /** Waits for what a thread of ours is about to make true. */
  public static void eventually(Condition condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within 20 s");
      }
      Thread.sleep(20);
    }
  }

  /** Something that comes true. */
  public interface Condition {
    boolean holds() throws Exception;
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
    opened.clear();
    if (reusable) {
      execute(CLEAN);
      FREE.add(this);
    } else {
      dataSource.close();
    }
  }
}
