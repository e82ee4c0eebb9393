package io.meshlog.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.embedded.PostgresDatabase;
import io.meshlog.embedded.testing.fault.Fault;
import io.meshlog.embedded.testing.fault.FaultRow;
import io.meshlog.events.codec.EventCodec;
import io.meshlog.events.envelope.EnvelopeReader;
import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.events.envelope.Received;
import io.meshlog.events.topic.Topics;
import io.meshlog.model.event.Position;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.secret.SecretSpec;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.zone.ZoneSpec;
import io.meshlog.store.log.FailPoint;
import io.meshlog.sync.kafka.Records;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Databases that are restored, lost or twice there, and topics that are: what the federation holds
 * afterwards, and how few events it took to get there.
 */
class RecoverySliceTest {
  private static final Channel POLICY = Channel.parse("global.policy");
  private static final Origin Z1 = Origin.zone("z1");
  private static final String IMPORTED = "select count(*) from event where origin_seq is not null";
  private static final String INGRESS =
      "{\"networking\":{\"address\":\"10.0.0.9\",\"port\":10001,"
          + "\"advertisedAddress\":\"10.0.0.9\",\"advertisedPort\":10001}}";

  private final List<TestCp> opened = new ArrayList<>();
  private TestBroker broker;

  @BeforeEach
  void start() {
    broker = TestBroker.shared().emptied();
  }

  @AfterEach
  void stop() {
    opened.reversed().forEach(TestCp::close);
  }

  private TestCp opened(TestCp cp) {
    opened.add(cp);
    return cp;
  }

  private void closed(TestCp cp) {
    cp.close();
    opened.remove(cp);
  }

  private TestCp restored(PostgresDatabase backup, TestCp like) {
    return opened(TestCp.on(backup, like.self(), broker, FailPoint.NONE, Clock.systemUTC()));
  }

  /** The same, cut off from Kafka. */
  private static TestCp alone(PostgresDatabase database, Origin self) {
    return TestCp.on(
        database, self, TestBroker.at("127.0.0.1:1"), FailPoint.NONE, Clock.systemUTC());
  }

  private List<ExportedEvent> published(Channel channel) {
    return broker.read(Topics.log(channel)).stream()
        .map(record -> EnvelopeReader.read(Records.from(record)))
        .filter(Received.OfEvent.class::isInstance)
        .map(received -> ((Received.OfEvent) received).event())
        .toList();
  }

  private static void mesh(TestCp cp, String name, String label) {
    cp.put(CoreTypes.MESH, "", name, Labels.of("v", label), SpecJson.read(CoreTypes.MESH, "{}"));
  }

  private static String label(TestCp cp, String mesh) {
    return cp.find(CoreTypes.MESH.key("", Origin.GLOBAL, mesh))
        .map(found -> String.valueOf(found.labels().get("v")))
        .orElse("none");
  }

  private static void sameState(TestCp owner, TestCp follower, Channel channel) {
    Until.holds(
        "the owner's image is at its head",
        () -> owner.store().live().current().head() >= owner.store().reader().head().pos());
    Until.holds(
        follower.self()
            + " holds what "
            + owner.self()
            + " says on "
            + channel
            + "; "
            + owner.member().troubles().list()
            + follower.member().troubles().list(),
        () -> Arrays.equals(owner.stateHash(channel), follower.stateHash(channel)));
    Until.holds(
        "a checkpoint proves it",
        () ->
            follower.member().status(false).imports().stream()
                .anyMatch(progress ->
                    progress.channel().equals(channel.name())
                        && progress.logId().equals(owner.logId())
                        && Boolean.TRUE.equals(progress.stateEqual())));
  }

  @Test
  @Fault(FaultRow.POSTGRES_RESTORED)
  void aRestoredGlobalTakesBackWhatItsTopicKnowsAndZonesChangeNothing() {
    TestCp global = opened(TestCp.global(broker));
    TestCp zone = opened(TestCp.zone("z1", broker));
    zone.awaits(CoreTypes.ZONE, "", Origin.GLOBAL, "z1");
    mesh(global, "kept", "1");
    mesh(global, "deleted", "1");
    mesh(global, "changed", "1");
    sameState(global, zone, POLICY);
    closed(global);
    PostgresDatabase backup = global.backup();
    global = opened(global.again());
    global.delete(CoreTypes.MESH, "", "deleted");
    mesh(global, "changed", "2");
    mesh(global, "new", "1");
    sameState(global, zone, POLICY);
    closed(global);
    long before = zone.number(IMPORTED);
    List<ExportedEvent> old = published(POLICY);

    TestCp restored = restored(backup, global);
    Until.holds("changed is back", () -> label(restored, "changed").equals("2"));
    Until.holds("new is back", () -> label(restored, "new").equals("1"));
    Until.holds("deleted is gone", () -> label(restored, "deleted").equals("none"));
    sameState(restored, zone, POLICY);
    assertThat(zone.number(IMPORTED)).as("nothing changed for the zone").isEqualTo(before);

    mesh(restored, "after", "1");
    Until.holds("goes on", () -> label(zone, "after").equals("1"));
    assertThat(zone.number(IMPORTED)).isEqualTo(before + 1);
    List<ExportedEvent> all = published(POLICY);
    List<ExportedEvent> newer = all.subList(old.size(), all.size());
    assertThat(newer.getFirst().ceType()).isEqualTo(EventCodec.EPOCH_STARTED);
    assertThat(newer).allMatch(event -> event.epoch() == 2);
    for (int i = 0; i < newer.size(); i++) {
      assertThat(newer.get(i).seq()).isEqualTo(old.getLast().seq() + 1 + i);
      assertThat(newer.get(i).pos()).isGreaterThan(old.getLast().pos());
    }
    assertThat(restored.member().status(false).reasons().toString())
        .contains("3 resources taken back", "had been lost");
    assertThat(restored.verified().problem()).isNull();
  }

  @Test
  @Fault(FaultRow.POSTGRES_RESTORED)
  void aRestoredLogThatWentAnotherWayKeepsItsPeoplesNewerWrites() {
    TestCp global = opened(TestCp.global(broker));
    TestCp zone = opened(TestCp.zone("z1", broker));
    zone.awaits(CoreTypes.ZONE, "", Origin.GLOBAL, "z1");
    mesh(global, "both", "1");
    mesh(global, "theirs", "1");
    mesh(global, "dropped", "1");
    sameState(global, zone, POLICY);
    closed(global);
    PostgresDatabase backup = global.backup();
    global = opened(global.again());
    mesh(global, "both", "lost");
    mesh(global, "theirs", "lost");
    sameState(global, zone, POLICY);
    closed(global);

    TestCp alone = alone(backup, Origin.GLOBAL);
    mesh(alone, "both", "local");
    mesh(alone, "mine", "local");
    alone.delete(CoreTypes.MESH, "", "dropped");
    for (int i = 0; i < 5; i++) {
      mesh(alone, "mine", "local" + i);
    }
    alone.close();

    TestCp restored = restored(backup, global);
    Until.holds("theirs is back", () -> label(restored, "theirs").equals("lost"));
    sameState(restored, zone, POLICY);
    assertThat(label(zone, "both")).isEqualTo("local");
    assertThat(label(zone, "theirs")).isEqualTo("lost");
    assertThat(label(zone, "mine")).isEqualTo("local4");
    assertThat(label(zone, "dropped")).isEqualTo("none");
    assertThat(restored.number("select count(*) from event where payload::text like '%\"lost\"%'"))
        .as("the lost versions are in the history")
        .isEqualTo(2);
    assertThat(restored.verified().problem()).isNull();
    assertThat(zone.verified().problem()).isNull();
  }

  @Test
  @Fault(FaultRow.GLOBAL_LOST)
  void anEmptyGlobalIsRebuiltFromItsTopicsAndTheOldOneStaysOut() throws Exception {
    byte[] content = "the-content-of-a-secret".getBytes(StandardCharsets.UTF_8);
    var secret = CoreTypes.SECRET.key("default", Origin.GLOBAL, "s1");
    TestCp old = opened(TestCp.global(broker));
    TestCp zone = opened(TestCp.zone("z1", broker));
    mesh(old, "default", "1");
    old.put(CoreTypes.SECRET, "default", "s1", Labels.EMPTY, old.vault().seal(secret, content));
    zone.awaits(CoreTypes.SECRET, "default", Origin.GLOBAL, "s1");
    zone.putDataplane("default", "dp-1", "kv");
    old.awaits(CoreTypes.DATAPLANE, "default", Z1, "dp-1");
    ZoneSpec registered = zoneSpec(old);
    old.put(
        CoreTypes.ZONE,
        "",
        "z1",
        Labels.of("team", "a"),
        new ZoneSpec(true, registered.logId(), registered.signingKeys()));
    sameState(old, zone, POLICY);
    long before = zone.number(IMPORTED);
    closed(old);

    TestCp global = opened(TestCp.global(broker));
    global.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "default");
    Resource<?> found = global.find(CoreTypes.ZONE.key("", Origin.GLOBAL, "z1")).orElseThrow();
    assertThat(found.labels().values()).containsEntry("team", "a");
    assertThat(((ZoneSpec) found.spec()).logId()).isEqualTo(zone.logId());
    SecretSpec held = (SecretSpec) global.find(secret).orElseThrow().spec();
    assertThat(global.vault().open(secret, held.sealed())).isEqualTo(content);
    sameState(global, zone, POLICY);
    assertThat(zone.number(IMPORTED)).as("nothing changed for the zone").isEqualTo(before);
    assertThat(zone.vault().open(secret, held.sealed())).isEqualTo(content);
    global.awaits(CoreTypes.DATAPLANE, "default", Z1, "dp-1");
    mesh(global, "after", "1");
    Until.holds("the zone follows", () -> label(zone, "after").equals("1"));
    assertThat(zone.number("select count(*) from import_cursor where channel = 'global.policy'"))
        .isEqualTo(1);

    TestCp ghost = opened(old.again());
    mesh(ghost, "ghost", "1");
    Until.holds(
        "the old one is told",
        () -> ghost.member().troubles().list().toString().contains("NameConflict"));
    mesh(global, "later", "1");
    Until.holds("the zone follows", () -> label(zone, "later").equals("1"));
    assertThat(label(zone, "ghost")).isEqualTo("none");
    assertThat(zone.quarantined(POLICY)).isEmpty();
  }

  @Test
  @Fault(FaultRow.GLOBAL_LOST)
  void aGlobalThatWasRebuiltByHandGoesOnWhereTheZonesAre() {
    TestCp old = opened(TestCp.global(broker));
    TestCp zone = opened(TestCp.zone("z1", broker));
    mesh(old, "m1", "1");
    mesh(old, "m2", "1");
    sameState(old, zone, POLICY);
    ZoneSpec registered = zoneSpec(old);
    closed(old);
    closed(zone);
    broker.emptied();

    PostgresDatabase database = TestCp.newDatabase();
    TestCp alone = alone(database, Origin.GLOBAL);
    mesh(alone, "m1", "1");
    alone.put(
        CoreTypes.ZONE,
        "",
        "z1",
        Labels.EMPTY,
        new ZoneSpec(null, registered.logId(), registered.signingKeys()));
    alone.close();
    TestCp zoneAgain = opened(zone.again());
    long before = zoneAgain.number(IMPORTED);
    Position seen =
        new Position(
            old.logId(),
            1,
            zoneAgain.number(
                "select source_pos from import_cursor where channel = 'global.policy'"));
    TestCp global =
        opened(
            TestCp.on(
                database,
                Origin.GLOBAL,
                broker.following(seen),
                FailPoint.NONE,
                Clock.systemUTC()));
    sameState(global, zoneAgain, POLICY);
    assertThat(label(zoneAgain, "m1")).isEqualTo("1");
    assertThat(label(zoneAgain, "m2")).as("not copied, so not there").isEqualTo("none");
    assertThat(zoneAgain.number(IMPORTED)).as("m2 gone, no more").isEqualTo(before + 1);
    assertThat(zoneAgain.quarantined(POLICY)).isEmpty();
    ExportedEvent first = published(POLICY).getFirst();
    assertThat(first.epoch()).isEqualTo(2);
    assertThat(first.pos()).isGreaterThan(seen.pos());
    mesh(global, "m3", "1");
    Until.holds("the zone follows", () -> label(zoneAgain, "m3").equals("1"));
  }

  @Test
  @Fault(FaultRow.NAME_CONFLICT)
  void anEmptyGlobalBesideALivingOnePublishesNothing() {
    TestCp global = opened(TestCp.global(broker));
    TestCp zone = opened(TestCp.zone("z1", broker));
    mesh(global, "m1", "1");
    sameState(global, zone, POLICY);
    TestCp second = opened(TestCp.global(broker));
    mesh(second, "wrong", "1");
    Until.holds(
        "the second found the first alive",
        () -> second.member().troubles().list().toString().contains("which is alive"));
    mesh(global, "m2", "1");
    Until.holds("the first goes on", () -> label(zone, "m2").equals("1"));
    assertThat(label(zone, "wrong")).isEqualTo("none");
    assertThat(published(POLICY)).allMatch(event -> event.logId().equals(global.logId()));
  }

  @Test
  @Fault(FaultRow.GLOBAL_LOST)
  void aZoneThatLostItsDatabaseGoesOnWhenPeopleAcceptItsNewLog() {
    TestCp global = opened(TestCp.global(broker));
    TestCp other = opened(TestCp.zone("z2", broker));
    TestCp old = opened(TestCp.zone("z1", broker));
    mesh(global, "default", "1");
    old.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "default");
    old.put(CoreTypes.ZONE_INGRESS, "", "ingress-1", INGRESS);
    old.putDataplane("default", "dp-1", "kv");
    other.awaits(CoreTypes.ZONE_INGRESS, "", Z1, "ingress-1");
    global.awaits(CoreTypes.DATAPLANE, "default", Z1, "dp-1");
    closed(old);

    TestCp zone = opened(TestCp.zone("z1", broker));
    Until.holds("told", () -> zone.member().status(false).state().equals("NameConflict"));
    zone.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "default");
    zone.putDataplane("default", "dp-2", "kv");
    long before = other.number(IMPORTED);
    ZoneSpec spec = zoneSpec(global);
    global.put(
        CoreTypes.ZONE,
        "",
        "z1",
        Labels.of("meshlog.io/accept-log", zone.logId().toString()),
        new ZoneSpec(null, spec.logId(), spec.signingKeys()));

    global.awaits(CoreTypes.DATAPLANE, "default", Z1, "dp-2");
    zone.awaits(CoreTypes.DATAPLANE, "default", Z1, "dp-1");
    zone.awaits(CoreTypes.ZONE_INGRESS, "", Z1, "ingress-1");
    assertThat(zoneSpec(global).logId()).isEqualTo(zone.logId());
    assertThat(global.member().troubles().list().toString()).doesNotContain("NameConflict");
    for (String channel : List.of("zone.z1.offer", "zone.z1.inventory")) {
      sameState(zone, global, Channel.parse(channel));
      Channel own = Channel.parse(channel);
      assertThat(published(own).getLast().epoch()).as(channel).isEqualTo(2);
    }
    sameState(zone, other, Channel.parse("zone.z1.offer"));
    assertThat(other.number(IMPORTED) - before)
        .as("the Zone changed twice, by people and by its new log; its offer did not")
        .isEqualTo(2);
    assertThat(other.holds(CoreTypes.ZONE_INGRESS, "", Z1, "ingress-1")).isTrue();
  }

  @Test
  @Fault(FaultRow.KAFKA_WIPED)
  void wipedTopicsAreFilledAgainAndNobodyChangesAnything() {
    TestCp global = opened(TestCp.global(broker));
    TestCp zone = opened(TestCp.zone("z1", broker));
    mesh(global, "default", "1");
    mesh(global, "m1", "1");
    zone.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "default");
    zone.putDataplane("default", "dp-1", "kv");
    global.awaits(CoreTypes.DATAPLANE, "default", Z1, "dp-1");
    sameState(global, zone, POLICY);
    closed(global);
    closed(zone);
    broker.emptied();

    TestCp globalAgain = opened(global.again());
    TestCp zoneAgain = opened(zone.again());
    long atZone = zoneAgain.number(IMPORTED);
    long atGlobal = globalAgain.number(IMPORTED);
    Until.holds("filled again", () -> !published(POLICY).isEmpty());
    Until.holds("filled again", () -> !published(Channel.parse("zone.z1.inventory")).isEmpty());
    sameState(globalAgain, zoneAgain, POLICY);
    sameState(zoneAgain, globalAgain, Channel.parse("zone.z1.inventory"));
    assertThat(zoneAgain.number(IMPORTED)).isEqualTo(atZone);
    assertThat(globalAgain.number(IMPORTED)).isEqualTo(atGlobal);
    assertThat(published(POLICY).getFirst().ceType()).isEqualTo(EventCodec.EPOCH_STARTED);
    mesh(globalAgain, "m2", "1");
    Until.holds("goes on", () -> label(zoneAgain, "m2").equals("1"));
    try (TestCp fresh = TestCp.zone("z2", broker)) {
      Until.holds("a new zone gets all", () -> label(fresh, "m1").equals("1"));
      sameState(globalAgain, fresh, POLICY);
    }
  }

  @Test
  @Fault(FaultRow.KAFKA_WIPED)
  void aDeletedStateTopicIsFilledAgain() throws Exception {
    TestCp global = opened(TestCp.global(broker));
    TestCp zone = opened(TestCp.zone("z1", broker));
    mesh(global, "m1", "1");
    mesh(global, "m2", "1");
    sameState(global, zone, POLICY);
    closed(global);
    long before = zone.number(IMPORTED);
    try (Admin admin = broker.clients().admin("test")) {
      admin.deleteTopics(List.of(Topics.state(POLICY).name())).all().get();
    }
    Until.holds("deleted", () -> !broker.names().contains(Topics.state(POLICY).name()));
    TestCp again = opened(global.again());
    sameState(again, zone, POLICY);
    mesh(again, "m3", "1");
    Until.holds("goes on", () -> label(zone, "m3").equals("1"));
    assertThat(zone.number(IMPORTED)).isEqualTo(before + 1);
    try (TestCp fresh = TestCp.zone("z2", broker)) {
      sameState(again, fresh, POLICY);
      assertThat(label(fresh, "m1")).isEqualTo("1");
    }
  }

  @Test
  @Fault(FaultRow.NAME_CONFLICT)
  void noReplicaOfASecondZoneWithOneNamePublishesAnythingNorAfterARestart() {
    TestCp global = opened(TestCp.global(broker));
    mesh(global, "default", "1");
    TestCp first = opened(TestCp.zone("z1", broker));
    global.awaits(CoreTypes.ZONE, "", Origin.GLOBAL, "z1");
    first.awaits(CoreTypes.ZONE, "", Origin.GLOBAL, "z1");
    TestCp one = opened(TestCp.zone("z1", broker));
    TestCp two = opened(one.again());
    one.put(CoreTypes.ZONE_INGRESS, "", "ingress-x", INGRESS);
    for (TestCp impostor : List.of(one, two)) {
      Until.holds("told", () -> impostor.member().status(false).state().equals("NameConflict"));
    }
    closed(one);
    two.put(CoreTypes.ZONE_INGRESS, "", "ingress-y", INGRESS);
    closed(two);
    TestCp again = opened(two.again());
    Until.holds("told", () -> again.member().status(false).state().equals("NameConflict"));
    first.put(CoreTypes.ZONE_INGRESS, "", "ingress-1", INGRESS);
    global.awaits(CoreTypes.ZONE_INGRESS, "", Z1, "ingress-1");
    UUID rightful = first.logId();
    assertThat(published(Channel.parse("zone.z1.offer")))
        .hasSize(1)
        .allMatch(event -> event.logId().equals(rightful));
    assertThat(zoneSpec(global).logId()).isEqualTo(rightful);
  }

  private static ZoneSpec zoneSpec(TestCp global) {
    return (ZoneSpec) global.find(CoreTypes.ZONE.key("", Origin.GLOBAL, "z1")).orElseThrow().spec();
  }
}
