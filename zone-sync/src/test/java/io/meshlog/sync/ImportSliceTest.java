package io.meshlog.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.embedded.testing.fault.Fault;
import io.meshlog.embedded.testing.fault.FaultRow;
import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.events.envelope.TopicRecord;
import io.meshlog.events.state.StateDigest;
import io.meshlog.events.topic.Topics;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.sync.kafka.Records;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records that come twice, not at all, or wrong: what reaches the log, and what does not. */
class ImportSliceTest {
  private static final Channel POLICY = Channel.parse("global.policy");
  private static final String IMPORTED = "select count(*) from event where origin_seq is not null";

  private TestBroker broker;
  private TestCp global;

  @BeforeEach
  void start() {
    broker = TestBroker.shared().emptied();
    global = TestCp.global(broker);
    global.putMesh("default");
  }

  @AfterEach
  void stop() {
    global.close();
  }

  private void globalHolds(ForgedZone zone, String name) {
    global.awaits(CoreTypes.DATAPLANE, "default", zone.self, name);
  }

  @Test
  @Fault(FaultRow.BAD_RECORDS)
  void aRecordThatComesAgainHasNoEffect() {
    ForgedZone zone = new ForgedZone("z", broker).join();
    ExportedEvent first = zone.next(zone.key("Dataplane", "a"), ForgedZone.dataplane("z"));
    ExportedEvent second = zone.next(zone.key("Dataplane", "b"), ForgedZone.dataplane("z"));
    ExportedEvent third = zone.next(zone.key("Dataplane", "c"), ForgedZone.dataplane("z"));
    zone.both(first).both(second).log(first).log(second).log(second).both(third).log(first);
    globalHolds(zone, "c");
    zone.both(zone.next(zone.key("Dataplane", "d"), ForgedZone.dataplane("z")));
    globalHolds(zone, "d");
    assertThat(global.number(IMPORTED)).isEqualTo(4);
    assertThat(global.quarantined(zone.inventory)).isEmpty();
  }

  @Test
  @Fault({FaultRow.BAD_RECORDS, FaultRow.POISON_EVENT})
  void badRecordsAreKeptApartAndTheOthersGoOn() {
    ForgedZone zone = new ForgedZone("z", broker).join();
    zone.both(zone.next(zone.key("Dataplane", "good"), ForgedZone.dataplane("z")));
    globalHolds(zone, "good");

    zone.both(zone.next(zone.key("Dataplane", "liar"), ForgedZone.dataplane("other")));
    zone.both(zone.next(zone.key("Mesh", "foreign"), "{\"labels\":{},\"spec\":{}}"));
    zone.both(
        zone.next(CoreTypes.DATAPLANE.key("default", Origin.zone("y"), "x"), "{\"labels\":{}}"));
    zone.both(
        zone.next(CoreTypes.DATAPLANE.key("nowhere", zone.self, "x"), ForgedZone.dataplane("z")));
    zone.both(zone.next(zone.key("Dataplane", "good"), "{\"labels\":{},\"spec\":[]}"));
    zone.both(
        zone.next(zone.key("Dataplane", "badport"), ForgedZone.dataplane("z").replace("80", "-1")));
    zone.raw(new TopicRecord("nonsense", new byte[] {1}, new LinkedHashMap<>()));
    zone.both(zone.next(zone.key("Dataplane", "last"), ForgedZone.dataplane("z")));
    globalHolds(zone, "last");

    assertThat(global.quarantined(zone.inventory))
        .hasSize(7)
        .anyMatch(reason -> reason.contains("/liar FORBIDDEN"))
        .anyMatch(reason -> reason.contains("/foreign FORBIDDEN"))
        .anyMatch(reason -> reason.contains("zone:y/x FORBIDDEN"))
        .anyMatch(reason -> reason.contains("INVALID there is no mesh nowhere"))
        .anyMatch(reason -> reason.contains("/good INVALID"))
        .anyMatch(reason -> reason.contains("/badport INVALID"))
        .anyMatch(reason -> reason.contains("nonsense UNREADABLE"));
    assertThat(global.holds(CoreTypes.DATAPLANE, "default", zone.self, "good")).isTrue();
    assertThat(global.member().troubles().list().toString())
        .contains("quarantine " + zone.inventory);
    Until.holds("dead letters", () -> broker.read(Topics.DEAD_LETTERS).size() == 7);
  }

  @Test
  @Fault(FaultRow.POISON_EVENT)
  void aGoodVersionEndsAKeysQuarantine() {
    ForgedZone zone = new ForgedZone("z", broker).join();
    zone.both(zone.next(zone.key("Dataplane", "a"), ForgedZone.dataplane("other")));
    Until.holds("quarantined", () -> global.quarantined(zone.inventory).size() == 1);
    zone.both(zone.next(zone.key("Dataplane", "a"), ForgedZone.dataplane("z")));
    globalHolds(zone, "a");
    assertThat(global.quarantined(zone.inventory)).isEmpty();
    Until.holds("well again", () -> global.member().troubles().list().isEmpty());
  }

  @Test
  @Fault(FaultRow.NEWER_EVENT_TYPE)
  void keepsATypeItDoesNotKnow() {
    ForgedZone zone = new ForgedZone("z", broker).join();
    zone.both(
        zone.next(zone.key("FromTheFuture", "f"), "{\"labels\":{},\"spec\":{\"a\":[1,null]}}"));
    Until.holds(
        "stored",
        () ->
            global.number(
                    "select count(*) from event where type = 'io.meshlog.fromthefuture.upserted.v1'"
                        + " and payload::text like '%\"spec\":{\"a\":[1,null]}%'")
                == 1);
    assertThat(global.quarantined(zone.inventory).toString()).contains("UNSUPPORTED");
  }

  @Test
  @Fault(FaultRow.BAD_RECORDS)
  void whatIsMissingOnTheLogIsReadFromTheStateAsADifference() {
    ForgedZone zone = new ForgedZone("z", broker).join();
    ExportedEvent a = zone.next(zone.key("Dataplane", "a"), ForgedZone.dataplane("z"));
    ExportedEvent b = zone.next(zone.key("Dataplane", "b"), ForgedZone.dataplane("z"));
    zone.both(a).both(b);
    globalHolds(zone, "b");
    long before = global.number(IMPORTED);

    zone.state(zone.next(zone.key("Dataplane", "b"), "{}"));
    zone.state(zone.next(zone.key("Dataplane", "c"), ForgedZone.dataplane("z")));
    zone.both(zone.next(zone.key("Dataplane", "d"), ForgedZone.dataplane("z")));
    globalHolds(zone, "d");
    assertThat(global.holds(CoreTypes.DATAPLANE, "default", zone.self, "c")).isTrue();
    assertThat(global.holds(CoreTypes.DATAPLANE, "default", zone.self, "b")).isFalse();
    assertThat(global.number(IMPORTED) - before)
        .as("b gone, c and d new, a untouched")
        .isEqualTo(3);
    zone.both(zone.next(zone.key("Dataplane", "e"), ForgedZone.dataplane("z")));
    globalHolds(zone, "e");
    assertThat(global.number(IMPORTED) - before).isEqualTo(4);
  }

  @Test
  @Fault(FaultRow.BAD_RECORDS)
  void aChangedRecordIsFoundOutByItsHash() {
    ForgedZone zone = new ForgedZone("z", broker).join();
    zone.both(zone.next(zone.key("Dataplane", "a"), ForgedZone.dataplane("z")));
    globalHolds(zone, "a");
    ExportedEvent honest = zone.next(zone.key("Dataplane", "b"), ForgedZone.dataplane("z"));
    TopicRecord record = zone.logRecord(honest);
    byte[] changed =
        honest.payload().replace("10.0.0.1", "66.6.6.6").getBytes(StandardCharsets.UTF_8);
    zone.raw(new TopicRecord(record.key(), changed, record.headers()));
    zone.state(honest);
    zone.both(zone.next(zone.key("Dataplane", "c"), ForgedZone.dataplane("z")));
    globalHolds(zone, "c");
    assertThat(global.find(zone.key("Dataplane", "b")).orElseThrow().spec().toString())
        .contains("10.0.0.1");
    assertThat(global.number("select count(*) from event where payload::text like '%66.6.6.6%'"))
        .isZero();
  }

  @Test
  @Fault(FaultRow.POISON_EVENT)
  void whatCameBeforeItsMeshIsTakenInWhenTheMeshIsThere() {
    ForgedZone zone = new ForgedZone("z", broker).join();
    var early = CoreTypes.DATAPLANE.key("later", zone.self, "early");
    zone.both(zone.next(early, ForgedZone.dataplane("z")));
    zone.both(zone.next(zone.key("Dataplane", "liar"), ForgedZone.dataplane("other")));
    Until.holds("quarantined", () -> global.quarantined(zone.inventory).size() == 2);
    global.putMesh("later");
    global.awaits(CoreTypes.DATAPLANE, "later", zone.self, "early");
    assertThat(global.quarantined(zone.inventory)).hasSize(1).first().asString().contains("liar");
  }

  @Test
  @Fault(FaultRow.BAD_RECORDS)
  void whatAStateDoesNotTellStaysUntilACheckpointProvesThatItIsGone() {
    ForgedZone zone = new ForgedZone("z", broker).join();
    ExportedEvent kept = zone.next(zone.key("Dataplane", "kept"), ForgedZone.dataplane("z"));
    ExportedEvent gone = zone.next(zone.key("Dataplane", "gone"), ForgedZone.dataplane("z"));
    // The state topic never hears of the second: as if its deletion were compacted away.
    zone.both(kept);
    globalHolds(zone, "kept");
    zone.log(gone);
    globalHolds(zone, "gone");
    zone.next(zone.key("Dataplane", "gone"), "{}");
    ExportedEvent last = zone.next(zone.key("Dataplane", "last"), ForgedZone.dataplane("z"));
    zone.both(last);
    globalHolds(zone, "last");
    assertThat(global.holds(CoreTypes.DATAPLANE, "default", zone.self, "gone"))
        .as("not deleted on a guess")
        .isTrue();

    StateDigest truth = new StateDigest();
    truth.put(kept.key(), kept.payload());
    truth.put(last.key(), last.payload());
    zone.checkpoint(truth.hash(), 2);
    Until.holds("gone", () -> !global.holds(CoreTypes.DATAPLANE, "default", zone.self, "gone"));
    assertThat(global.holds(CoreTypes.DATAPLANE, "default", zone.self, "kept")).isTrue();
    assertThat(global.member().troubles().list()).isEmpty();
  }

  @Test
  @Fault(FaultRow.BAD_RECORDS)
  void aHigherEpochWithoutItsStartIsNotBelieved() {
    ForgedZone zone = new ForgedZone("z", broker).join();
    zone.both(zone.next(zone.key("Dataplane", "a"), ForgedZone.dataplane("z")));
    globalHolds(zone, "a");
    zone.leap();
    zone.both(zone.next(zone.key("Dataplane", "b"), ForgedZone.dataplane("z")));
    Until.holds(
        "told",
        () ->
            global
                .member()
                .troubles()
                .list()
                .toString()
                .contains("epoch 2 came without its start"));
    assertThat(global.holds(CoreTypes.DATAPLANE, "default", zone.self, "b")).isFalse();
    assertThat(global.holds(CoreTypes.DATAPLANE, "default", zone.self, "a")).isTrue();
  }

  @Test
  void aCheckpointShowsADifferentStateAndWhatIsMissing() {
    ForgedZone zone = new ForgedZone("z", broker).join();
    zone.both(zone.next(zone.key("Dataplane", "a"), ForgedZone.dataplane("z")));
    globalHolds(zone, "a");
    zone.checkpoint(new byte[32], 1);
    Until.holds(
        "told",
        () -> global.member().troubles().list().toString().contains("differs from its owner's"));
  }

  @Test
  void aZoneThatWasAwayGoesOnWhereItStopped() {
    TestCp zone = TestCp.zone("z1", broker);
    zone.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "default");
    long before = zone.number(IMPORTED);
    zone.close();
    for (int i = 0; i < 5; i++) {
      global.putMesh("m" + i);
    }
    try (TestCp again = zone.again()) {
      again.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "m4");
      again.putDataplane("m4", "dp", "kv");
      global.awaits(CoreTypes.DATAPLANE, "m4", Origin.zone("z1"), "dp");
      // The Zone itself may have come before or after the first count.
      assertThat(again.number(IMPORTED) - before).isBetween(5L, 6L);
    }
  }

  @Test
  @Fault(FaultRow.PAST_RETENTION)
  void aZoneThatWasAwayLongerThanTheLogReachesTakesTheDifference() throws Exception {
    TestCp zone = TestCp.zone("z1", broker);
    zone.awaits(CoreTypes.ZONE, "", Origin.GLOBAL, "z1");
    long before = zone.number(IMPORTED);
    zone.close();
    global.putMesh("m1");
    global.putMesh("m2");
    global.delete(CoreTypes.MESH, "", "m1");
    Until.holds(
        "published",
        () -> broker.read(Topics.state(POLICY)).stream().anyMatch(r -> r.key().endsWith("/m2")));
    var partition = Records.partition(Topics.log(POLICY));
    long end = broker.read(Topics.log(POLICY)).getLast().offset() + 1;
    try (Admin admin = broker.clients().admin("test")) {
      admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(end))).all().get();
    }
    try (TestCp again = zone.again()) {
      again.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "m2");
      global.putMesh("m3");
      again.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "m3");
      assertThat(again.number(IMPORTED) - before).as("m2 and m3 only").isEqualTo(2);
    }
  }

  @Test
  void twoReplicasImportOnceAndOneTakesOver() {
    TestCp first = TestCp.zone("z1", broker);
    first.awaits(CoreTypes.ZONE, "", Origin.GLOBAL, "z1");
    try (TestCp second = first.again()) {
      global.putMesh("m1");
      second.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "m1");
      first.close();
      global.putMesh("m2");
      second.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "m2");
      assertThat(second.number(IMPORTED))
          .isEqualTo(second.number("select count(distinct origin_seq) from event"));
    }
  }
}
