package io.meshlog.bench.soak;

import io.meshlog.embedded.FileTree;
import io.meshlog.embedded.KafkaBroker;
import io.meshlog.embedded.KafkaOptions;
import io.meshlog.embedded.LoopbackPort;
import io.meshlog.embedded.PostgresDatabase;
import io.meshlog.embedded.PostgresOptions;
import io.meshlog.embedded.PostgresServer;
import io.meshlog.embedded.testing.TestFolders;
import io.meshlog.embedded.testing.fault.FaultProxy;
import io.meshlog.events.topic.Topics;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.sync.TestBroker;
import io.meshlog.sync.TestCp;
import io.meshlog.xds.policy.MeshTypes;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Global and two zones in this JVM, with a real database server and a real broker, zone-2 behind a
 * proxy; and what can happen to them. Faults are injected by one thread.
 */
final class Federation implements AutoCloseable {
  static final Map<String, Origin> MEMBERS =
      new TreeMap<>(
          Map.of(
              "global", Origin.GLOBAL,
              "zone-1", Origin.zone("zone-1"),
              "zone-2", Origin.zone("zone-2")));

  private final Path folder = TestFolders.newFolder("federation");
  private final FaultProxy network;
  private final KafkaOptions kafkaOptions;
  private final PostgresOptions postgresOptions;
  private final TestBroker broker;
  private final Map<String, PostgresDatabase> databases = new TreeMap<>();
  private final Map<String, TestCp> members = new ConcurrentHashMap<>();
  private final Map<String, SteppedProxies> proxies = new ConcurrentHashMap<>();
  private PostgresServer postgres;
  private KafkaBroker kafka;

  Federation() {
    int door = lowPort();
    network = FaultProxy.to(door);
    kafkaOptions =
        KafkaOptions.in(folder.resolve("kafka"))
            .onPorts(lowPort(), lowPort())
            .alsoBehind(door, network.address());
    postgresOptions =
        PostgresOptions.in(folder.resolve("postgres")).onPort(lowPort()).withoutInitSync();
    postgres = PostgresServer.start(postgresOptions);
    kafka = KafkaBroker.start(kafkaOptions);
    broker = TestBroker.at(kafka.bootstrapServers());
    MEMBERS.forEach((name, origin) -> {
      databases.put(name, postgres.database(name.replace('-', '_')));
      put(name, TestCp.on(databases.get(name), origin, broker(name), MeshTypes.TYPES));
    });
    member("global").putMesh("default");
    for (String zone : List.of("zone-1", "zone-2")) {
      member(zone).awaits(CoreTypes.MESH, "", Origin.GLOBAL, "default");
    }
  }

  /** Below the ports that outgoing connections take, so that none holds it during a restart. */
  private static int lowPort() {
    return IntStream.generate(() -> ThreadLocalRandom.current().nextInt(15_000, 30_000))
        .filter(LoopbackPort::isFree)
        .findFirst()
        .orElseThrow();
  }

  private TestBroker broker(String name) {
    return name.equals("zone-2") ? TestBroker.at(network.address()) : broker;
  }

  TestCp member(String name) {
    return Objects.requireNonNull(members.get(name));
  }

  SteppedProxies proxies(String zone) {
    return Objects.requireNonNull(proxies.get(zone));
  }

  private void put(String name, TestCp cp) {
    members.put(name, cp);
    if (!cp.self().isGlobal()) {
      proxies.put(name, new SteppedProxies(cp));
    }
  }

  /** The member's log, through a connection that belongs to no control plane. */
  PGSimpleDataSource log(String name) {
    PostgresDatabase database = Objects.requireNonNull(databases.get(name));
    var source = new PGSimpleDataSource();
    source.setUrl(database.jdbcUrl());
    source.setUser(database.user());
    source.setPassword(database.password());
    return source;
  }

  void restart(String name) throws Exception {
    TestCp old = member(name);
    close(name);
    put(name, old.again());
  }

  /** A second replica comes, and takes over what the first one did. */
  void replace(String name) throws Exception {
    TestCp old = member(name);
    TestCp second = old.again();
    second.store().live().await(old.store().live().current().head(), Duration.ofSeconds(30));
    close(name);
    put(name, second);
  }

  private void close(String name) throws Exception {
    SteppedProxies followers = proxies.remove(name);
    if (followers != null) {
      followers.close();
    }
    member(name).close();
  }

  void breakConnections(String name) throws SQLException {
    try (Connection admin = postgres.admin().connect();
        Statement statement = admin.createStatement()) {
      statement.execute(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = '"
              + name.replace('-', '_')
              + "'");
    }
  }

  void killPostgres() throws Exception {
    postgres.process().destroyForcibly();
    postgres.onExit().get(30, TimeUnit.SECONDS);
    postgres.close();
    postgres = PostgresServer.start(postgresOptions);
  }

  void killKafka() throws Exception {
    kafka.process().destroyForcibly();
    kafka.onExit().get(30, TimeUnit.SECONDS);
    kafka.close();
    kafka = KafkaBroker.start(kafkaOptions);
  }

  void wipeKafka() {
    kafka.abandon();
    FileTree.delete(folder.resolve("kafka"));
    kafka = KafkaBroker.start(kafkaOptions);
  }

  void partition(int millis) throws InterruptedException {
    network.partition();
    Thread.sleep(millis);
    network.heal();
  }

  /** Some of the newest records of a topic once more, in any order. */
  void repeatRecords(Random random) {
    List<Channel> channels =
        List.of(Channel.parse("global.policy"), Channel.parse("zone.zone-1.inventory"));
    var topic = Topics.log(channels.get(random.nextInt(channels.size())));
    if (!broker.names().contains(topic.name())) {
      return;
    }
    List<ConsumerRecord<String, byte[]>> all = broker.read(topic);
    List<ProducerRecord<String, byte[]>> again = new ArrayList<>();
    for (int i = 0; i < 10 && !all.isEmpty(); i++) {
      ConsumerRecord<String, byte[]> record =
          all.get(all.size() - 1 - random.nextInt(Math.min(200, all.size())));
      again.add(
          new ProducerRecord<>(
              record.topic(), record.partition(), record.key(), record.value(), record.headers()));
    }
    broker.write(again);
  }

  @Override
  public void close() throws Exception {
    for (String name : MEMBERS.keySet()) {
      close(name);
    }
    network.close();
    kafka.abandon();
    postgres.abandon();
  }
}
