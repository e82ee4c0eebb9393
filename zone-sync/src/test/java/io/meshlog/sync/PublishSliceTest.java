package io.meshlog.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.embedded.KafkaBroker;
import io.meshlog.embedded.KafkaOptions;
import io.meshlog.embedded.LoopbackPort;
import io.meshlog.embedded.testing.TestFolders;
import io.meshlog.embedded.testing.fault.Fault;
import io.meshlog.embedded.testing.fault.FaultRow;
import io.meshlog.events.chain.ExportChain;
import io.meshlog.events.codec.EventCodec;
import io.meshlog.events.envelope.EnvelopeReader;
import io.meshlog.events.envelope.EnvelopeWriter;
import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.events.envelope.Received;
import io.meshlog.events.signature.EventSigner;
import io.meshlog.events.topic.Topics;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.lease.RoleLease;
import io.meshlog.store.log.FailPoint;
import io.meshlog.sync.kafka.Records;
import io.meshlog.sync.publish.ChannelPublisher;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Publishers that crash, freeze, lose their broker or their place. */
class PublishSliceTest {
  private static final Channel POLICY = Channel.parse("global.policy");

  private TestBroker broker = TestBroker.shared();
  private final List<TestCp> opened = new ArrayList<>();

  private TestCp opened(TestCp cp) {
    opened.add(cp);
    return cp;
  }

  @AfterEach
  void stop() {
    opened.reversed().forEach(TestCp::close);
  }

  private List<Received.OfEvent> published() {
    return broker.read(Topics.log(POLICY)).stream()
        .map(record -> EnvelopeReader.read(Records.from(record)))
        .filter(Received.OfEvent.class::isInstance)
        .map(Received.OfEvent.class::cast)
        .toList();
  }

  private List<Long> publishedSeqs() {
    return published().stream().map(received -> received.event().seq()).toList();
  }

  private boolean publishes(String mesh) {
    return broker.names().contains(Topics.log(POLICY).name())
        && published().stream()
            .anyMatch(received -> received.event().subject().endsWith("/" + mesh));
  }

  @Test
  @Fault(FaultRow.PUBLISHER_KILLED)
  void aCrashAfterKafkasCommitRepeatsAndLosesNothing() {
    broker.emptied();
    AtomicBoolean crash = new AtomicBoolean(true);
    FailPoint afterCommit =
        point -> {
          if (point.equals(ChannelPublisher.COMMITTED) && crash.get()) {
            throw new IllegalStateException("crashed");
          }
        };
    TestCp global = opened(TestCp.start(Origin.GLOBAL, broker, afterCommit));
    global.putMesh("m1");
    Until.holds("published", () -> publishes("m1"));
    assertThat(global.number("select coalesce(max(export_seq), 0) from publish_cursor")).isZero();
    global.putMesh("m2");
    Until.holds("published", () -> publishes("m2"));
    global.close();
    opened.clear();

    TestCp again = opened(global.again());
    again.putMesh("m3");
    Until.holds("published", () -> publishes("m3"));
    assertThat(publishedSeqs()).containsExactly(1L, 2L, 3L);
    Until.holds(
        "the cursor follows", () -> again.number("select export_seq from publish_cursor") == 3);
  }

  @Test
  @Fault(FaultRow.PUBLISHER_FROZEN)
  void aFrozenPublisherThatWakesUpPublishesNothing() throws Exception {
    broker.emptied();
    CountDownLatch frozen = new CountDownLatch(1);
    CountDownLatch thaw = new CountDownLatch(1);
    AtomicBoolean freeze = new AtomicBoolean(true);
    FailPoint beforeCommit =
        point -> {
          if (point.equals(ChannelPublisher.SENT) && freeze.getAndSet(false)) {
            frozen.countDown();
            try {
              thaw.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
        };
    TestCp first = opened(TestCp.start(Origin.GLOBAL, broker, beforeCommit));
    first.putMesh("m1");
    frozen.await();
    TestCp second = opened(first.again());
    // The first one's lease ends while it sleeps.
    first.leases().close();
    RoleLease publish = second.leases().of(RoleLease.PUBLISH);
    Until.holds("the second has the role", () -> publish.term().isPresent());
    second.put(CoreTypes.MESH, "", "m1", Labels.of("v", "newer"), MeshSpec.EMPTY);
    Until.holds("the second publishes", () -> publishedSeqs().contains(2L));
    thaw.countDown();
    second.putMesh("m3");
    Until.holds("and goes on", () -> publishes("m3"));
    assertThat(publishedSeqs()).containsExactly(1L, 2L, 3L);
    var state = broker.read(Topics.state(POLICY));
    assertThat(
            new String(
                state.stream().filter(r -> r.key().endsWith("/m1")).toList().getLast().value(),
                StandardCharsets.UTF_8))
        .as("no stale value on the state")
        .contains("newer");
    long seconds = publish.term().orElseThrow();
    assertThat(published()).allMatch(received -> received.term() == seconds);
  }

  @Test
  @Fault(FaultRow.KAFKA_DOWN)
  void aStoppedBrokerStopsNoWriteAndIsCaughtUpWith() {
    var folder = TestFolders.newFolder("kafka-stopped");
    KafkaOptions options =
        KafkaOptions.in(folder).onPorts(LoopbackPort.free(), LoopbackPort.free());
    KafkaBroker server = KafkaBroker.start(options);
    try {
      broker = TestBroker.at(server.bootstrapServers());
      TestCp global = opened(TestCp.global(broker));
      TestCp zone = opened(TestCp.zone("z1", broker));
      global.putMesh("m1");
      zone.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "m1");
      zone.putDataplane("m1", "before", "kv");
      global.awaits(CoreTypes.DATAPLANE, "m1", Origin.zone("z1"), "before");

      server.close();
      global.putMesh("m2");
      zone.putDataplane("m1", "meanwhile", "kv");
      zone.awaits(CoreTypes.DATAPLANE, "m1", Origin.zone("z1"), "meanwhile");
      assertThat(global.holds(CoreTypes.DATAPLANE, "m1", Origin.zone("z1"), "meanwhile")).isFalse();

      server = KafkaBroker.start(options);
      zone.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "m2");
      global.awaits(CoreTypes.DATAPLANE, "m1", Origin.zone("z1"), "meanwhile");
      Until.holds(
          "all is well",
          () ->
              global.member().troubles().list().isEmpty()
                  && zone.member().troubles().list().isEmpty());
    } finally {
      opened.reversed().forEach(TestCp::close);
      opened.clear();
      server.abandon();
    }
  }

  @Test
  void aMemberStartsWithoutABrokerAndJoinsWhenThereIsOne() {
    var folder = TestFolders.newFolder("kafka-late");
    KafkaOptions options =
        KafkaOptions.in(folder).onPorts(LoopbackPort.free(), LoopbackPort.free());
    broker = TestBroker.at("127.0.0.1:" + options.port());
    TestCp global = opened(TestCp.global(broker));
    TestCp zone = opened(TestCp.zone("z1", broker));
    global.putMesh("m1");
    KafkaBroker server = KafkaBroker.start(options);
    try {
      zone.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "m1");
    } finally {
      opened.reversed().forEach(TestCp::close);
      opened.clear();
      server.abandon();
    }
  }

  @Test
  void theExportedChainVerifiesAndEachEventIsOnBothTopics() {
    broker.emptied();
    TestCp global = opened(TestCp.global(broker));
    for (int i = 0; i < 30; i++) {
      global.putMesh("m" + i);
    }
    global.delete(CoreTypes.MESH, "", "m7");
    Until.holds(
        "published",
        () -> broker.names().contains(Topics.log(POLICY).name()) && published().size() == 31);
    byte[] previous = ExportChain.genesis();
    for (Received.OfEvent received : published()) {
      ExportedEvent event = received.event();
      assertThat(event.prevHash()).isEqualTo(previous);
      assertThat(event.isIntact()).isTrue();
      previous = event.hash();
    }
    var state = broker.read(Topics.state(POLICY));
    assertThat(state.stream().filter(r -> r.key().endsWith("/m7")).toList().getLast().value())
        .isNull();
  }

  /** The event that would have followed, as a log that later lost it had published it. */
  private ExportedEvent lost(ExportedEvent last, String mesh) {
    var key = CoreTypes.MESH.key("", Origin.GLOBAL, mesh);
    ExportedEvent open =
        new ExportedEvent(
            POLICY,
            last.seq() + 1,
            last.hash(),
            new byte[0],
            last.logId(),
            last.epoch(),
            last.pos() + 1,
            UUID.randomUUID(),
            key,
            last.ceType(),
            1,
            "{\"labels\":{},\"spec\":{}}",
            Instant.now(),
            null);
    return ForgedZone.withHash(open, open.expectedHash());
  }

  @Test
  @Fault(FaultRow.POSTGRES_RESTORED)
  void aLogThatLostItsTailAppendsItAgainInAHigherEpoch() throws Exception {
    broker.emptied();
    TestCp global = opened(TestCp.global(broker));
    TestCp zone = opened(TestCp.zone("z1", broker));
    zone.awaits(CoreTypes.ZONE, "", Origin.GLOBAL, "z1");
    global.putMesh("m1");
    zone.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "m1");
    Until.holds("published", () -> publishes("m1"));
    EventSigner signer = global.signing().current();
    global.close();
    opened.remove(global);

    ExportedEvent open = lost(published().getLast().event(), "lost");
    ExportedEvent lost = open.withSignature(signer.sign(open.statement()));
    EnvelopeWriter writer = new EnvelopeWriter(Origin.GLOBAL);
    broker.write(
        List.of(
            Records.to(Topics.log(POLICY), writer.log(lost, 1)),
            Records.to(Topics.state(POLICY), writer.state(lost, 1))));
    zone.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "lost");

    TestCp restored = opened(global.again());
    restored.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "lost");
    restored.putMesh("m2");
    zone.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "m2");
    List<ExportedEvent> newer =
        published().stream()
            .map(Received.OfEvent::event)
            .filter(event -> event.seq() > lost.seq())
            .toList();
    assertThat(newer).allMatch(event -> event.epoch() == 2);
    assertThat(newer)
        .extracting(ExportedEvent::ceType)
        .containsExactly(EventCodec.EPOCH_STARTED, lost.ceType(), lost.ceType());
    Until.holds(
        "equal states", () -> Arrays.equals(zone.stateHash(POLICY), restored.stateHash(POLICY)));
  }
}
