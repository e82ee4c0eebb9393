package io.meshlog.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.embedded.FileTree;
import io.meshlog.embedded.KafkaBroker;
import io.meshlog.embedded.KafkaOptions;
import io.meshlog.embedded.LoopbackPort;
import io.meshlog.embedded.PostgresDatabase;
import io.meshlog.embedded.PostgresOptions;
import io.meshlog.embedded.PostgresServer;
import io.meshlog.embedded.testing.TestFolders;
import io.meshlog.embedded.testing.fault.ColdCopy;
import io.meshlog.embedded.testing.fault.Fault;
import io.meshlog.embedded.testing.fault.FaultProxy;
import io.meshlog.embedded.testing.fault.FaultRow;
import io.meshlog.embedded.testing.fault.FaultRun;
import io.meshlog.events.envelope.EnvelopeReader;
import io.meshlog.events.envelope.Received;
import io.meshlog.events.topic.Topics;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.ChannelKind;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.log.FailPoint;
import io.meshlog.sync.kafka.Records;
import io.meshlog.sync.publish.ChannelPublisher;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Faults between control planes: processes that die, networks that break, clocks that jump. */
class FaultSliceTest {
  private static final Channel POLICY = Channel.parse("global.policy");
  private static final Origin ONE = Origin.zone("z1");
  private static final Clock UTC = Clock.systemUTC();

  private final List<TestCp> opened = new ArrayList<>();

  private TestCp opened(TestCp cp) {
    opened.add(cp);
    return cp;
  }

  @AfterEach
  void stop() {
    opened.reversed().forEach(TestCp::close);
  }

  @Test
  @Fault(FaultRow.PUBLISHER_KILLED)
  void aPublisherThatDiesLeavesNothingUnsaidAndNothingTakenInTwice(FaultRun run) throws Exception {
    TestBroker broker = TestBroker.shared().emptied();
    PostgresDatabase database = TestCp.newDatabase();
    int meshes = 0;
    for (int round = 0; round < run.times(1); round++) {
      for (String point : List.of(ChannelPublisher.SENT, ChannelPublisher.COMMITTED)) {
        assertThat(HaltingPublisher.run(database, broker, point, "m" + ++meshes))
            .isEqualTo(HaltingPublisher.HALTED);
        run.faults(1);
      }
    }
    TestCp global = opened(TestCp.on(database, Origin.GLOBAL, broker, FailPoint.NONE, UTC));
    TestCp zone = opened(TestCp.zone("z1", broker));
    global.putMesh("last");
    zone.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "last");
    run.operations(meshes + 1);
    for (int i = 1; i <= meshes; i++) {
      assertThat(zone.holds(CoreTypes.MESH, "", Origin.GLOBAL, "m" + i)).isTrue();
    }
    List<Long> published =
        broker.read(Topics.log(POLICY)).stream()
            .map(record -> EnvelopeReader.read(Records.from(record)))
            .filter(Received.OfEvent.class::isInstance)
            .map(record -> ((Received.OfEvent) record).event().seq())
            .distinct()
            .toList();
    for (int i = 0; i < published.size(); i++) {
      assertThat(published.get(i)).isEqualTo(i + 1);
    }
    agree(global, zone);
  }

  @Test
  @Fault({FaultRow.POSTGRES_RESTORED, FaultRow.GLOBAL_LOST})
  void aDatabaseRestoredFromAnOlderCopyGetsBackWhatWasPublished(FaultRun run) {
    TestBroker broker = TestBroker.shared().emptied();
    Path folder = TestFolders.newFolder("postgres-restored");
    PostgresOptions options = PostgresOptions.in(folder.resolve("pg")).withoutInitSync();
    PostgresServer server = PostgresServer.start(options);
    TestCp zone = opened(TestCp.zone("z1", broker));
    try {
      TestCp global = opened(global(server, broker));
      global.putMesh("kept");
      global.putMesh("goes");
      zone.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "goes");
      for (int round = 0; round < run.times(1); round++) {
        close(global);
        server.close();
        ColdCopy backup = ColdCopy.of(folder.resolve("pg"), folder.resolve("copy" + round));
        server = PostgresServer.start(options);
        global = opened(global(server, broker));
        for (int i = 0; i < 10; i++) {
          global.put(CoreTypes.MESH, "", "kept", Labels.of("n", "" + i), mesh());
          global.putMesh("new" + round + "-" + i);
        }
        global.delete(CoreTypes.MESH, "", "new" + round + "-0");
        zone.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "new" + round + "-9");
        byte[] before = global.stateHash(POLICY);
        close(global);
        server.close();
        backup.restore();
        server = PostgresServer.start(options);
        global = opened(global(server, broker));
        TestCp restored = global;
        Until.holds(
            "what was published is back", () -> Arrays.equals(before, restored.stateHash(POLICY)));
        global.putMesh("after" + round);
        zone.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "after" + round);
        assertThat(global.number("select epoch from log_meta")).isEqualTo(round + 2);
        agree(global, zone);
        run.faults(1);
        run.operations(22);
      }
      close(global);
    } finally {
      server.abandon();
    }
  }

  private static TestCp global(PostgresServer server, TestBroker broker) {
    return TestCp.on(server.database("global"), Origin.GLOBAL, broker, FailPoint.NONE, UTC);
  }

  private static MeshSpec mesh() {
    return SpecJson.read(CoreTypes.MESH, "{}");
  }

  private void close(TestCp cp) {
    opened.remove(cp);
    cp.close();
  }

  @Test
  @Fault(FaultRow.KAFKA_WIPED)
  void aBrokerThatLostEverythingIsToldEverythingAgain(FaultRun run) {
    Path folder = TestFolders.newFolder("kafka-wiped");
    KafkaOptions options =
        KafkaOptions.in(folder.resolve("kafka")).onPorts(LoopbackPort.free(), LoopbackPort.free());
    KafkaBroker server = KafkaBroker.start(options);
    try {
      TestBroker broker = TestBroker.at(server.bootstrapServers());
      TestCp global = opened(TestCp.global(broker));
      TestCp zone = opened(TestCp.zone("z1", broker));
      global.putMesh("default");
      zone.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "default");
      for (int round = 0; round < run.times(1); round++) {
        zone.putDataplane("default", "before" + round, "s");
        server.abandon();
        FileTree.delete(folder.resolve("kafka"));
        global.putMesh("meanwhile" + round);
        zone.putDataplane("default", "meanwhile" + round, "s");
        server = KafkaBroker.start(options);
        zone.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "meanwhile" + round);
        global.awaits(CoreTypes.DATAPLANE, "default", ONE, "before" + round);
        global.awaits(CoreTypes.DATAPLANE, "default", ONE, "meanwhile" + round);
        agree(global, zone);
        run.faults(1);
        run.operations(3);
      }
      try (TestCp late = TestCp.zone("z2", broker)) {
        late.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "default");
        agree(global, late);
      }
    } finally {
      opened.reversed().forEach(TestCp::close);
      opened.clear();
      server.abandon();
    }
  }

  @Test
  @Fault(FaultRow.ZONE_PARTITIONED)
  void aZoneBehindAPartitionWorksAloneAndFollowsLater(FaultRun run) {
    int port = LoopbackPort.free();
    try (FaultProxy network = FaultProxy.to(port);
        KafkaBroker server =
            KafkaBroker.start(
                KafkaOptions.in(TestFolders.newFolder("kafka-partitioned"))
                    .onPorts(LoopbackPort.free(), LoopbackPort.free())
                    .alsoBehind(port, network.address()))) {
      TestBroker broker = TestBroker.at(server.bootstrapServers());
      TestCp global = opened(TestCp.global(broker));
      TestCp near = opened(TestCp.zone("z2", broker));
      TestCp far = opened(TestCp.zone("z1", TestBroker.at(network.address())));
      global.putMesh("default");
      far.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "default");
      near.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "default");
      for (int round = 0; round < run.times(2); round++) {
        network.partition();
        if (round % 2 == 1) {
          Until.holds("Global misses the zone", () -> disconnects(global) > 0);
        }
        for (int i = 0; i < 20; i++) {
          global.putMesh("r" + round + "-" + i % 5);
          far.putDataplane("default", "dp" + round + "-" + i % 5, "s" + i);
        }
        near.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "r" + round + "-4");
        far.awaits(CoreTypes.DATAPLANE, "default", ONE, "dp" + round + "-4");
        assertThat(far.holds(CoreTypes.MESH, "", Origin.GLOBAL, "r" + round + "-4")).isFalse();
        assertThat(global.holds(CoreTypes.DATAPLANE, "default", ONE, "dp" + round + "-4"))
            .isFalse();
        network.heal();
        far.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "r" + round + "-4");
        global.awaits(CoreTypes.DATAPLANE, "default", ONE, "dp" + round + "-4");
        run.faults(1);
        run.operations(40);
      }
      agree(global, far);
      agree(global, near);
      opened.reversed().forEach(TestCp::close);
      opened.clear();
    }
  }

  private static int disconnects(TestCp global) {
    var insight = global.facts().get("ZoneInsight/-/z1");
    return insight == null
        ? 0
        : String.valueOf(insight.body()).split("disconnectTime", -1).length - 1;
  }

  /** Each side's clock goes where it likes. */
  private static final class JumpingClock extends Clock {
    private final InstantSource real = InstantSource.system();
    private volatile Duration ahead = Duration.ZERO;

    @Override
    public Instant instant() {
      return real.instant().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @Test
  @Fault(FaultRow.CLOCK_JUMP)
  void clocksThatJumpByAnHourChangeNothing(FaultRun run) {
    TestBroker broker = TestBroker.shared().emptied();
    JumpingClock globals = new JumpingClock();
    JumpingClock zones = new JumpingClock();
    Random random = run.random();
    TestCp global =
        opened(TestCp.on(TestCp.newDatabase(), Origin.GLOBAL, broker, FailPoint.NONE, globals));
    TestCp zone = opened(TestCp.on(TestCp.newDatabase(), ONE, broker, FailPoint.NONE, zones));
    global.putMesh("default");
    zone.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "default");
    for (int round = 0; round < run.times(6); round++) {
      globals.ahead = Duration.ofHours(random.nextInt(3) - 1);
      zones.ahead = Duration.ofHours(random.nextInt(3) - 1);
      for (int i = 0; i < 10; i++) {
        global.putMesh("r" + round + "-" + i);
        zone.putDataplane("default", "dp" + i, "r" + round);
      }
      zone.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "r" + round + "-9");
      run.faults(2);
      run.operations(20);
    }
    agree(global, zone);
    assertThat(disconnects(global)).as("the zone was never offline").isZero();
    assertThat(global.member().troubles().list()).isEmpty();
    assertThat(zone.member().troubles().list()).isEmpty();
  }

  /** Both logs keep their promises, and each side holds what the other one says. */
  private static void agree(TestCp global, TestCp zone) {
    for (Channel channel : List.of(POLICY, new Channel(zone.self(), ChannelKind.INVENTORY))) {
      Until.holds(
          "equal states of " + channel,
          () -> Arrays.equals(zone.stateHash(channel), global.stateHash(channel)));
    }
    for (TestCp cp : List.of(global, zone)) {
      assertThat(cp.verified().problem()).isNull();
    }
  }
}
