package io.meshlog.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.events.envelope.EnvelopeReader;
import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.events.envelope.Received;
import io.meshlog.events.subscriber.Change;
import io.meshlog.events.subscriber.ChannelHandler;
import io.meshlog.events.subscriber.ChannelSubscription;
import io.meshlog.events.subscriber.PositionStore;
import io.meshlog.events.subscriber.PublishedKeys;
import io.meshlog.events.subscriber.TypedChanges;
import io.meshlog.events.subscriber.example.WatchChannel;
import io.meshlog.events.topic.Topics;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.sync.kafka.Records;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Subscribers that know only the contract, beside control planes that publish. */
class ThirdPartySliceTest {
  private static final Channel POLICY = Channel.parse("global.policy");

  @TempDir Path folder;
  private TestBroker broker;
  private TestCp global;

  @BeforeAll
  static void install() throws Exception {
    PythonSubscriber.install();
  }

  @BeforeEach
  void start() {
    broker = TestBroker.shared().emptied();
    global = TestCp.global(broker);
  }

  @AfterEach
  void stop() {
    global.close();
  }

  private void awaitCheckpoint() {
    awaitCheckpoint(POLICY, global);
  }

  /** Until the owner has said, on both topics, what it holds after its newest event. */
  private void awaitCheckpoint(Channel channel, TestCp owner) {
    Until.holds(
        "the newest record is a checkpoint of all",
        () -> {
          if (!broker.names().contains(Topics.log(channel).name())) {
            return false;
          }
          long head =
              owner.number("select max(export_seq) from event where channel = '" + channel + "'");
          var records = broker.read(Topics.log(channel));
          return !records.isEmpty()
              && EnvelopeReader.read(Records.from(records.getLast()))
                  instanceof Received.OfCheckpoint(var said)
              && said.seq() == head;
        });
  }

  private List<String> python(String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "subscriber.py",
                "--bootstrap",
                broker.settings().bootstrapServers(),
                "--file",
                copy("policy"),
                "--until-caught-up"));
    arguments.addAll(List.of(more));
    return PythonSubscriber.run(arguments.toArray(String[]::new));
  }

  @Test
  void aSubscriberInPythonReadsTheGoldenRecords() throws Exception {
    assertThat(PythonSubscriber.run("-m", "unittest", "test_golden")).contains("OK");
  }

  @Test
  void aSubscriberInPythonKeepsACopyFromTheContractAlone() throws Exception {
    global.putMesh("m1");
    global.put(CoreTypes.MESH, "", "m2", Labels.of("team", "größer\u0001"), MeshSpec.EMPTY);
    global.putMesh("m3");
    global.delete(CoreTypes.MESH, "", "m3");
    awaitCheckpoint();
    List<String> first = python();
    assertThat(first).anyMatch(line -> line.matches("put +1:1 +Mesh/-/global/m1 .*"));
    assertThat(first).anyMatch(line -> line.matches("put +1:2 +Mesh/-/global/m2 .*größer.*"));
    assertThat(first).noneMatch(line -> line.contains("m3"));
    assertThat(first.getLast()).matches("checkpoint +1:4 +as told");

    global.putMesh("m4");
    global.delete(CoreTypes.MESH, "", "m1");
    awaitCheckpoint();
    List<String> second = python();
    assertThat(withoutCheckpoints(second)).hasSize(2);
    assertThat(withoutCheckpoints(second).getFirst()).matches("put +1:5 +Mesh/-/global/m4 .*");
    assertThat(withoutCheckpoints(second).getLast()).matches("deleted +1:6 +Mesh/-/global/m1");
    assertThat(second.getLast()).matches("checkpoint +1:6 +as told");

    global.putMesh("m5");
    global.delete(CoreTypes.MESH, "", "m4");
    awaitCheckpoint();
    broker.forget(Topics.log(POLICY));
    List<String> third = python();
    assertThat(third.getFirst()).startsWith("gap");
    assertThat(third).anyMatch(line -> line.matches("put +1:7 +Mesh/-/global/m5 .*"));
    assertThat(third).anyMatch(line -> line.matches("deleted +- +Mesh/-/global/m4"));
    assertThat(third.getLast()).matches("checkpoint +1:8 +as told");
    assertThat(withoutCheckpoints(third)).hasSize(4);
  }

  @Test
  void signaturesAreCheckedByTheKeysThatAreOnTheTopics() throws Exception {
    try (TestCp zone = TestCp.zone("z1", broker)) {
      Channel offer = Channel.parse("zone.z1.offer");
      zone.awaits(CoreTypes.ZONE, "", Origin.GLOBAL, "z1");
      zone.put(CoreTypes.ZONE_INGRESS, "", "ingress-1", FederationSliceTest.INGRESS);
      awaitCheckpoint(offer, zone);
      awaitCheckpoint();
      assertThat(python("--verify").getLast()).matches("checkpoint +1:.* as told");
      assertThat(python("--verify", "--channel", "zone.z1.offer", "--file", copy("offer")))
          .noneMatch(line -> line.startsWith("refused"))
          .last(InstanceOfAssertFactories.STRING)
          .matches("checkpoint +1:1 +as told");
      try (Subscribed subscribed =
          new Subscribed(
              offer, broker, PositionStore.none(), new PublishedKeys(Subscribed.kafka(broker)))) {
        subscribed.awaits("checkpoint 1 agrees with 1");
        assertThat(subscribed.changes()).containsExactly("+ingress-1");

        ForgedZone impostor = new ForgedZone("z1", broker).signing(ForgedZone.newKey());
        ExportedEvent forged = impostor.next(impostor.key("Dataplane", "d"), "{}");
        broker.write(List.of(Records.to(Topics.log(offer), impostor.logRecord(forged))));
        Until.holds(
            "refused", () -> subscribed.heard(line -> line.contains(impostor.logId.toString())));
      }
      assertThat(
              withoutCheckpoints(
                  python("--verify", "--channel", "zone.z1.offer", "--file", copy("offer"))))
          .singleElement(InstanceOfAssertFactories.STRING)
          .startsWith("refused");
    }
  }

  /** They come again and again while nothing happens. */
  private static List<String> withoutCheckpoints(List<String> lines) {
    return lines.stream().filter(line -> !line.startsWith("checkpoint")).toList();
  }

  private String copy(String name) {
    return folder.resolve(name + ".sqlite").toString();
  }

  @Test
  void theExamplePrintsALineForEachChange() throws Exception {
    global.putMesh("m1");
    awaitCheckpoint();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    WatchChannel example = new WatchChannel(new PrintStream(out, true, StandardCharsets.UTF_8));
    try (ChannelSubscription subscription = subscription(example)) {
      Thread runner = Thread.ofPlatform().start(() -> run(subscription));
      Until.holds("caught up", () -> text(out).contains("caught-up       1:1"));
      global.delete(CoreTypes.MESH, "", "m1");
      Until.holds("checkpoint", () -> text(out).contains("checkpoint      1:2"));
      subscription.close();
      runner.join();
    }
    assertThat(text(out).lines().toList())
        .containsSubsequence(
            "put             1:1  Mesh/-/global/m1 {}",
            "synced          1:1  the state was read",
            "deleted         1:2  Mesh/-/global/m1",
            "checkpoint      1:2  0 resources as told");
  }

  @Test
  void aTypedReceiverIsGivenItsSpecAndTheRestIsGivenAsItCame() throws Exception {
    List<String> told = new CopyOnWriteArrayList<>();
    ChannelHandler rest = change -> told.add("rest " + change.key());
    TypedChanges typed =
        TypedChanges.orElse(rest)
            .on(
                CoreTypes.MESH,
                new TypedChanges.OfType<>() {
                  @Override
                  public void upserted(Change.Upserted change, MeshSpec spec) {
                    told.add(
                        change.key().name() + " " + change.labels() + " " + spec.passthrough());
                  }

                  @Override
                  public void deleted(Change.Deleted change) {
                    told.add("deleted " + change.key().name());
                  }
                });
    try (ChannelSubscription subscription = subscription(typed);
        TestCp zone = TestCp.zone("z1", broker)) {
      Thread runner = Thread.ofPlatform().start(() -> run(subscription));
      global.put(
          CoreTypes.MESH, "", "m1", "{\"networking\":{\"outbound\":{\"passthrough\":false}}}");
      Until.holds("told", () -> told.stream().anyMatch(line -> line.startsWith("m1 ")));
      global.delete(CoreTypes.MESH, "", "m1");
      Until.holds("deleted", () -> told.contains("deleted m1"));
      zone.awaits(CoreTypes.ZONE, "", Origin.GLOBAL, "z1");
      Until.holds("the zone", () -> told.contains("rest Zone/-/global/z1"));
      subscription.close();
      runner.join();
    }
    assertThat(told).anyMatch(line -> line.startsWith("m1 ") && line.endsWith(" false"));
  }

  private ChannelSubscription subscription(ChannelHandler handler) {
    return new ChannelSubscription(
        POLICY, Subscribed.kafka(broker), PositionStore.none(), null, handler);
  }

  private static void run(ChannelSubscription subscription) {
    try {
      subscription.run();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static String text(ByteArrayOutputStream out) {
    return out.toString(StandardCharsets.UTF_8);
  }
}
