package io.meshlog.sync;

import com.zaxxer.hikari.HikariDataSource;
import io.meshlog.embedded.PostgresDatabase;
import io.meshlog.embedded.testing.TestPostgres;
import io.meshlog.events.envelope.Fact;
import io.meshlog.events.state.StateDigest;
import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.event.EventMeta;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.WriteContext;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.EventStore;
import io.meshlog.store.StoreOptions;
import io.meshlog.store.append.AppendOutcome.Appended;
import io.meshlog.store.append.AppendRequest;
import io.meshlog.store.config.PostgresProperties;
import io.meshlog.store.config.StoreDataSource;
import io.meshlog.store.lease.Leases;
import io.meshlog.store.lease.Presence;
import io.meshlog.store.lease.RoleTerm;
import io.meshlog.store.log.FailPoint;
import io.meshlog.store.log.LogIdentity;
import io.meshlog.store.log.LogOwner;
import io.meshlog.store.secret.KeyRing;
import io.meshlog.store.secret.SecretVault;
import io.meshlog.store.signing.SigningKeys;
import io.meshlog.store.verify.LogVerifier;
import io.meshlog.sync.insight.FactSink;
import io.meshlog.sync.insight.FactSource;
import io.meshlog.sync.join.Member;
import io.meshlog.sync.kafka.KafkaSettings;
import io.meshlog.sync.request.RequestHandler;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** A control plane without its REST and xDS: a log on its own database, and its sync. */
public final class TestCp implements AutoCloseable {
  public static final ResourceTypes TYPES = ResourceTypes.of(CoreTypes.ALL);

  public static final KeyRing RING =
      KeyRing.parse(
          "{\"active\":\"k1\",\"keys\":{\"k1\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"}}");

  private final PostgresDatabase database;
  private final Origin self;
  private final KafkaSettings kafka;
  private final Clock clock;
  private final ResourceTypes types;
  private final KeyRing ring;
  private final HikariDataSource pool;
  private final CountedStatements statements = new CountedStatements();
  private final EventStore store;
  private final SecretVault vault;
  private final SigningKeys signing;
  private final Leases leases;
  private final Presence presence;
  private final Member member;
  private final Observations observations = new Observations();
  private volatile RequestHandler answering = RequestHandler.NONE;
  private final Map<String, Fact> facts = new ConcurrentHashMap<>();

  /** Stands for the insight store of a zone. */
  public static final class Observations implements FactSource {
    private final Map<String, Fact> all = new ConcurrentHashMap<>();
    private final List<Consumer<Fact>> listeners = new CopyOnWriteArrayList<>();

    public void put(Fact fact) {
      all.put(fact.recordKey(), fact);
      listeners.forEach(listener -> listener.accept(fact));
    }

    @Override
    public List<Fact> all() {
      return List.copyOf(all.values());
    }

    @Override
    public AutoCloseable subscribe(Consumer<Fact> listener) {
      listeners.add(listener);
      return () -> listeners.remove(listener);
    }
  }

  /** Stands for the insight store of Global. */
  private final class Facts implements FactSink {
    @Override
    public void accept(Fact fact, RoleTerm turn) {
      facts.put(fact.recordKey(), fact);
    }

    @Override
    public Optional<Stored> find(String type, String mesh, String name, String zone) {
      return all(type).stream().filter(stored -> stored.fact().name().equals(name)).findFirst();
    }

    @Override
    public List<Stored> all(String type) {
      return facts.values().stream()
          .filter(fact -> fact.type().equals(type) && fact.body() != null)
          .map(fact -> new Stored(fact, Instant.now(clock)))
          .toList();
    }
  }

  private TestCp(
      PostgresDatabase database,
      Origin self,
      KafkaSettings kafka,
      FailPoint failPoint,
      Clock clock,
      ResourceTypes types,
      KeyRing ring) {
    this.ring = ring;
    this.database = database;
    this.self = self;
    this.kafka = kafka;
    this.clock = clock;
    this.types = types;
    try {
      pool =
          StoreDataSource.open(
              PostgresProperties.of(
                  database.host(),
                  database.port(),
                  database.user(),
                  database.password(),
                  database.name()),
              8,
              Duration.ofSeconds(5));
      LogOwner owner = new LogOwner(self);
      signing = SigningKeys.open(pool, LogIdentity.openOrCreate(pool, owner), ring, clock);
      store =
          EventStore.open(
              statements.of(pool),
              types,
              owner,
              StoreOptions.DEFAULT.withClock(clock).withSigning(signing).withFailPoint(failPoint));
      vault = new SecretVault(pool, ring, Clock.systemUTC());
      vault.rewrap();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    leases = new Leases(pool, UUID.randomUUID().toString(), Duration.ofSeconds(2));
    try {
      presence = Presence.enter(pool, leases.holder(), Duration.ofSeconds(2));
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    member =
        new Member(
            new Member.Parts(
                store,
                types,
                vault,
                signing,
                leases,
                presence,
                kafka,
                clock,
                "test",
                observations,
                new Facts(),
                this::quarantined,
                request -> answering.answer(request),
                failPoint));
    member.start();
  }

  public static TestCp start(Origin self, TestBroker broker) {
    return start(self, broker, FailPoint.NONE);
  }

  public static TestCp start(Origin self, TestBroker broker, FailPoint failPoint) {
    return on(newDatabase(), self, broker, failPoint, Clock.systemUTC());
  }

  public static TestCp on(
      PostgresDatabase database, Origin self, TestBroker broker, FailPoint failPoint, Clock clock) {
    return new TestCp(database, self, broker.settings(), failPoint, clock, TYPES, RING);
  }

  /** With other types than those that need no generator. */
  public static TestCp on(
      PostgresDatabase database, Origin self, TestBroker broker, ResourceTypes types) {
    return new TestCp(
        database, self, broker.settings(), FailPoint.NONE, Clock.systemUTC(), types, RING);
  }

  /** An empty one on the shared server. */
  public static PostgresDatabase newDatabase() {
    return TestPostgres.shared().newDatabase().asDatabase();
  }

  public static TestCp global(TestBroker broker) {
    return start(Origin.GLOBAL, broker);
  }

  public static TestCp zone(String name, TestBroker broker) {
    return start(Origin.zone(name), broker);
  }

  /** Another process on the same database, after or beside this one. */
  public TestCp again() {
    return again(ring);
  }

  /** As {@link #again()}, after somebody changed the key ring. */
  public TestCp again(KeyRing changed) {
    return new TestCp(database, self, kafka, FailPoint.NONE, clock, types, changed);
  }

  /** A zone's control plane with another key ring. */
  public static TestCp zone(String name, TestBroker broker, KeyRing ring) {
    return new TestCp(
        newDatabase(),
        Origin.zone(name),
        broker.settings(),
        FailPoint.NONE,
        Clock.systemUTC(),
        TYPES,
        ring);
  }

  /** A backup of the database, for {@link #on}; call after {@link #close}. */
  public PostgresDatabase backup() {
    return TestPostgres.shared().copyOf(database).asDatabase();
  }

  public Origin self() {
    return self;
  }

  public EventStore store() {
    return store;
  }

  public SigningKeys signing() {
    return signing;
  }

  public SecretVault vault() {
    return vault;
  }

  public Leases leases() {
    return leases;
  }

  /** How it answers what Global asks, from now on. */
  public void answers(RequestHandler handler) {
    answering = handler;
  }

  public Member member() {
    return member;
  }

  public Observations observations() {
    return observations;
  }

  public Map<String, Fact> facts() {
    return facts;
  }

  public UUID logId() {
    return store.identity().logId();
  }

  public Appended append(Command command) {
    try {
      return (Appended)
          store
              .log()
              .append(AppendRequest.of(command, EventMeta.of("tester")))
              .get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  public <S extends Spec> Appended put(
      ResourceType<S> type, String mesh, String name, Labels labels, S spec) {
    S stamped = type.rules().stamp(spec, new WriteContext(self, true)).spec();
    Labels own = self.isGlobal() ? labels : labels.with(Labels.ZONE, self.zone());
    return append(new Command.Put<>(type, type.key(mesh, self, name), own, stamped, Expected.ANY));
  }

  public <S extends Spec> Appended put(
      ResourceType<S> type, String mesh, String name, String json) {
    return put(type, mesh, name, Labels.EMPTY, SpecJson.read(type, json));
  }

  public Appended delete(ResourceType<?> type, String mesh, String name) {
    return append(new Command.Delete(type.key(mesh, self, name), Expected.ANY));
  }

  public void putMesh(String name) {
    put(CoreTypes.MESH, "", name, Labels.EMPTY, SpecJson.read(CoreTypes.MESH, "{}"));
  }

  public void putDataplane(String mesh, String name, String service) {
    put(CoreTypes.DATAPLANE, mesh, name, dataplaneJson(service));
  }

  public static String dataplaneJson(String service) {
    return "{\"networking\":{\"address\":\"10.0.0.1\",\"inbound\":[{\"port\":80,\"tags\":"
        + "{\"kuma.io/service\":\"%s\"}}]}}".formatted(service);
  }

  public Optional<Resource<?>> find(ResourceKey key) {
    return store.live().current().find(key);
  }

  public boolean holds(ResourceType<?> type, String mesh, Origin origin, String name) {
    return find(type.key(mesh, origin, name)).isPresent();
  }

  public void awaits(ResourceType<?> type, String mesh, Origin origin, String name) {
    Until.holds(
        self + " holds " + name + " of " + origin + "; " + member.troubles().list(),
        () -> holds(type, mesh, origin, name));
  }

  public byte[] stateHash(Channel channel) {
    return StateDigest.of(store.live().current(), channel).hash();
  }

  /** Reasons of open entries. */
  public List<String> quarantined(Channel channel) {
    List<String> reasons = new ArrayList<>();
    try (var connection = pool.getConnection();
        var statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select resource_key || ' ' || reason || ' ' || detail from quarantine"
                    + " where state = 'OPEN' and channel = '"
                    + channel
                    + "' order by id")) {
      while (row.next()) {
        reasons.add(row.getString(1));
      }
      return reasons;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Statements that its log executed, by thread, since it started. */
  Map<String, Long> statements() {
    return statements.now();
  }

  public DataSource dataSource() {
    return pool;
  }

  /** Whether the log is what it promises. */
  public LogVerifier.Report verified() {
    try {
      return new LogVerifier(pool).verify();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** Behind everybody's back. */
  public void execute(String sql) {
    try (var connection = pool.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** Every row of every table, as text: what a dump of the database would show. */
  public Map<String, String> dump() {
    Map<String, String> dump = new TreeMap<>();
    try (var connection = pool.getConnection();
        var tables = connection.createStatement();
        var rows = connection.createStatement();
        ResultSet table =
            tables.executeQuery(
                "select table_name from information_schema.tables where table_schema = 'public'")) {
      while (table.next()) {
        String name = table.getString(1);
        try (ResultSet row =
            rows.executeQuery("select string_agg(t::text, ' ') from " + name + " t")) {
          row.next();
          dump.put(name, row.getString(1) == null ? "" : row.getString(1));
        }
      }
      return dump;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** One number from the database. */
  public long number(String sql) {
    try (var connection = pool.getConnection();
        var statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Ends the process but keeps the database. */
  @Override
  public void close() {
    member.close();
    presence.close();
    leases.close();
    store.close();
    pool.close();
  }
}
