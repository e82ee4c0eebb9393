package io.meshlog.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.events.chain.ExportChain;
import io.meshlog.events.codec.EventCodec;
import io.meshlog.events.envelope.AnnouncedKeys;
import io.meshlog.events.envelope.EnvelopeReader;
import io.meshlog.events.envelope.EnvelopeWriter;
import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.events.envelope.Received;
import io.meshlog.events.envelope.TopicRecord;
import io.meshlog.events.signature.EventSigner;
import io.meshlog.events.signature.TrustedKeys;
import io.meshlog.events.signature.Verdict;
import io.meshlog.events.topic.Topic;
import io.meshlog.events.topic.Topics;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.zone.SigningKey;
import io.meshlog.sync.kafka.Records;
import io.meshlog.sync.kafka.TopicMaker;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who wrote a record shows in its signature: what others forge does not reach the log. */
class SignatureSliceTest {
  private static final Channel POLICY = Channel.parse("global.policy");

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

  private String addressOf(ForgedZone zone, String name) {
    return global.find(zone.key("Dataplane", name)).orElseThrow().spec().toString();
  }

  private List<SigningKey> registered(String zone) {
    return global
        .find(CoreTypes.ZONE.key("", Origin.GLOBAL, zone))
        .map(found -> found.as(CoreTypes.ZONE).spec().signingKeys())
        .orElse(List.of());
  }

  @Test
  void everythingThatLeavesAControlPlaneIsSignedAndItsKeysAreKnown() throws Exception {
    try (TestCp zone = TestCp.zone("z1", broker)) {
      var secret = CoreTypes.SECRET.key("default", Origin.GLOBAL, "s");
      global.put(
          CoreTypes.SECRET, "default", "s", Labels.EMPTY, global.vault().seal(secret, new byte[9]));
      zone.awaits(CoreTypes.SECRET, "default", Origin.GLOBAL, "s");
      zone.awaits(CoreTypes.ZONE, "", Origin.GLOBAL, "z1");
      zone.putDataplane("default", "dp", "kv");
      global.awaits(CoreTypes.DATAPLANE, "default", Origin.zone("z1"), "dp");
      Until.holds(
          "a checkpoint of each",
          () ->
              hasCheckpoint(Topics.log(POLICY))
                  && hasCheckpoint(Topics.log(Channel.parse("zone.z1.inventory"))));

      assertThat(registered("z1")).isEqualTo(zone.signing().own());
      assertThat(zone.signing().trusted(global.logId()).list()).isEqualTo(global.signing().own());
      TrustedKeys globals = TrustedKeys.of(global.logId(), global.signing().own());
      TrustedKeys zones = TrustedKeys.of(zone.logId(), zone.signing().own());
      int signed = 0;
      for (String name : broker.names()) {
        for (var record : broker.read(new Topic(name, new TreeMap<>()))) {
          TopicRecord plain = Records.from(record);
          switch (EnvelopeReader.read(plain)) {
            case Received.OfEvent _, Received.OfCheckpoint _, Received.OfKey _ -> {
              TrustedKeys keys = name.contains(".global.") ? globals : zones;
              assertThat(
                      keys.check(EnvelopeReader.statement(plain), EnvelopeReader.signature(plain)))
                  .as("%s on %s", plain.key(), name)
                  .isInstanceOf(Verdict.Valid.class);
              signed++;
            }
            default -> {}
          }
        }
      }
      assertThat(signed).isGreaterThan(8);
      assertThat(
              global.number(
                  "select count(*) from event where origin_log_id is not null"
                      + " and (origin_key_id is null or octet_length(origin_sig) <> 64)"))
          .isZero();
      assertThat(zone.member().troubles().list()).isEmpty();
      assertThat(global.member().troubles().list()).isEmpty();
    }
  }

  private boolean hasCheckpoint(Topic topic) {
    return broker.read(topic).stream()
        .anyMatch(
            record -> EnvelopeReader.read(Records.from(record)) instanceof Received.OfCheckpoint);
  }

  @Test
  void aForgedRecordIsHeldAndTheGoodVersionStays() {
    ForgedZone zone = new ForgedZone("z", broker).signing(ForgedZone.newKey()).join();
    var key = zone.key("Dataplane", "a");
    ExportedEvent good = zone.next(key, ForgedZone.dataplane("z"));
    zone.both(good);
    globalHolds(zone, "a");

    String evil = ForgedZone.dataplane("z").replace("10.0.0.1", "66.6.6.6");
    EventSigner stranger = ForgedZone.newKey();
    zone.log(zone.forged(key, evil, stranger));
    zone.log(zone.forged(key, evil, null));
    zone.log(zone.forged(key, evil, null).withSignature(good.signature()));
    Until.holds("held", () -> global.quarantined(zone.inventory).size() == 3);
    assertThat(global.quarantined(zone.inventory))
        .allMatch(reason -> reason.contains("/a BAD_SIGNATURE"))
        .anyMatch(reason -> reason.contains("which its log has not announced"))
        .anyMatch(reason -> reason.contains("not signed"))
        .anyMatch(reason -> reason.contains("the signature is not that of key"));
    assertThat(addressOf(zone, "a")).contains("10.0.0.1");
    Until.holds(
        "alarm",
        () ->
            global.member().troubles().list().toString().contains("quarantine " + zone.inventory));

    zone.both(zone.next(key, ForgedZone.dataplane("z").replace("10.0.0.1", "10.0.0.2")));
    Until.holds("the owner's next word", () -> addressOf(zone, "a").contains("10.0.0.2"));
    assertThat(global.quarantined(zone.inventory)).isEmpty();
    assertThat(global.number("select count(*) from event where payload::text like '%66.6.6.6%'"))
        .isZero();
  }

  @Test
  void aForgedStateIsNotTakenInByAResync() {
    ForgedZone zone = new ForgedZone("z", broker).signing(ForgedZone.newKey()).join();
    var a = zone.key("Dataplane", "a");
    zone.both(zone.next(a, ForgedZone.dataplane("z")));
    zone.both(zone.next(zone.key("Dataplane", "b"), ForgedZone.dataplane("z")));
    globalHolds(zone, "b");

    EventSigner stranger = ForgedZone.newKey();
    String evil = ForgedZone.dataplane("z").replace("10.0.0.1", "66.6.6.6");
    zone.state(zone.forged(a, evil, stranger));
    zone.state(zone.forged(zone.key("Dataplane", "b"), "{}", stranger));
    zone.state(zone.forged(zone.key("Dataplane", "x"), evil, null));
    zone.state(zone.next(zone.key("Dataplane", "c"), ForgedZone.dataplane("z")));
    zone.both(zone.next(zone.key("Dataplane", "d"), ForgedZone.dataplane("z")));
    globalHolds(zone, "d");
    globalHolds(zone, "c");
    assertThat(addressOf(zone, "a")).contains("10.0.0.1");
    assertThat(global.holds(CoreTypes.DATAPLANE, "default", zone.self, "b")).isTrue();
    assertThat(global.holds(CoreTypes.DATAPLANE, "default", zone.self, "x")).isFalse();
    assertThat(global.quarantined(zone.inventory))
        .hasSize(3)
        .allMatch(reason -> reason.contains("BAD_SIGNATURE"));
    zone.both(zone.next(zone.key("Dataplane", "e"), ForgedZone.dataplane("z")));
    globalHolds(zone, "e");
  }

  @Test
  void aForgedCheckpointProvesNothing() {
    ForgedZone zone = new ForgedZone("z", broker).signing(ForgedZone.newKey()).join();
    zone.both(zone.next(zone.key("Dataplane", "a"), ForgedZone.dataplane("z")));
    globalHolds(zone, "a");
    zone.forgedCheckpoint(ForgedZone.newKey());
    Until.holds(
        "told", () -> global.member().troubles().list().toString().contains("checkpoint zone.z"));
    assertThat(global.holds(CoreTypes.DATAPLANE, "default", zone.self, "a")).isTrue();
    zone.both(zone.next(zone.key("Dataplane", "b"), ForgedZone.dataplane("z")));
    globalHolds(zone, "b");
  }

  @Test
  void keysChangeWhileEventsFlow() throws Exception {
    TestCp zone = TestCp.zone("z1", broker);
    zone.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "default");
    for (int i = 0; i < 3; i++) {
      zone.putDataplane("default", "before" + i, "kv");
      global.putMesh("before" + i);
      zone.signing().rotate();
      global.signing().rotate();
      zone.putDataplane("default", "after" + i, "kv");
      global.putMesh("after" + i);
      global.awaits(CoreTypes.DATAPLANE, "default", Origin.zone("z1"), "after" + i);
      zone.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "after" + i);
    }
    Until.holds("registered", () -> registered("z1").size() == 4);
    assertThat(registered("z1")).isEqualTo(zone.signing().own());
    assertThat(zone.signing().trusted(global.logId()).list()).isEqualTo(global.signing().own());
    assertThat(global.quarantined(Channel.parse("zone.z1.inventory"))).isEmpty();
    assertThat(zone.quarantined(POLICY)).isEmpty();

    zone.close();
    global.signing().rotate();
    global.putMesh("away");
    try (TestCp back = zone.again();
        TestCp late = TestCp.zone("z2", broker)) {
      back.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "away");
      late.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "away");
      late.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "before0");
      assertThat(late.quarantined(POLICY)).isEmpty();
    }
  }

  @Test
  void aKeyThatNobodyVouchesForIsNotBelieved() {
    ForgedZone zone = new ForgedZone("z", broker).signing(ForgedZone.newKey()).join();
    zone.both(zone.next(zone.key("Dataplane", "a"), ForgedZone.dataplane("z")));
    globalHolds(zone, "a");
    zone.signingUnvouched(ForgedZone.newKey()).join();
    Until.holds(
        "told", () -> global.member().troubles().list().toString().contains("endorses its key"));
    zone.both(zone.next(zone.key("Dataplane", "b"), ForgedZone.dataplane("z")));
    Until.holds("held", () -> !global.quarantined(zone.inventory).isEmpty());
    assertThat(global.holds(CoreTypes.DATAPLANE, "default", zone.self, "b")).isFalse();
    assertThat(registered("z")).hasSize(1);
  }

  @Test
  void anOlderVersionIsBelievedUntilItAnnouncesAKey() {
    ForgedZone zone = new ForgedZone("z", broker).join();
    zone.both(zone.next(zone.key("Dataplane", "old"), ForgedZone.dataplane("z")));
    globalHolds(zone, "old");
    assertThat(registered("z")).isEmpty();

    zone.signing(ForgedZone.newKey()).join();
    Until.holds("its key is known", () -> registered("z").size() == 1);
    zone.both(zone.next(zone.key("Dataplane", "new"), ForgedZone.dataplane("z")));
    globalHolds(zone, "new");
    zone.log(zone.forged(zone.key("Dataplane", "evil"), ForgedZone.dataplane("z"), null));
    Until.holds("held", () -> !global.quarantined(zone.inventory).isEmpty());
    zone.both(zone.next(zone.key("Dataplane", "last"), ForgedZone.dataplane("z")));
    globalHolds(zone, "last");
    assertThat(global.holds(CoreTypes.DATAPLANE, "default", zone.self, "evil")).isFalse();
  }

  @Test
  void nobodyTakesGlobalsPlaceWithoutTheKeyRing() {
    try (TestCp zone = TestCp.zone("z1", broker)) {
      zone.awaits(CoreTypes.ZONE, "", Origin.GLOBAL, "z1");
      EventSigner key = ForgedZone.newKey();
      UUID log = UUID.randomUUID();
      announceAsGlobal(log, key);
      writeAsGlobal(event(log, 9, 900, null, "{\"epoch\":9}", EventCodec.EPOCH_STARTED, key));
      Until.holds("told", () -> zone.member().troubles().list().toString().contains("unproven"));
      global.putMesh("still");
      zone.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "still");
    }
  }

  @Test
  void aZoneDoesNotBeginWithAGlobalThatTheKeyRingDoesNotProve() throws Exception {
    global.close();
    broker.emptied();
    Topic keys = Topics.keys(Origin.GLOBAL);
    new TopicMaker(broker.clients())
        .ensure(List.of(Topics.log(POLICY), Topics.state(POLICY), keys));
    EventSigner key = ForgedZone.newKey();
    UUID log = UUID.randomUUID();
    announceAsGlobal(log, key);
    writeAsGlobal(
        event(
            log,
            1,
            1,
            CoreTypes.MESH.key("", Origin.GLOBAL, "evil"),
            "{\"labels\":{},\"spec\":{}}",
            "io.meshlog.mesh.upserted.v1",
            key));
    try (TestCp zone = TestCp.zone("z1", broker)) {
      Until.holds(
          "told", () -> zone.member().troubles().list().toString().contains("does not prove"));
      assertThat(zone.holds(CoreTypes.MESH, "", Origin.GLOBAL, "evil")).isFalse();
      assertThat(zone.signing().trusted(log).isEmpty()).isTrue();
    }
  }

  private void announceAsGlobal(UUID log, EventSigner key) {
    AnnouncedKeys announced =
        new AnnouncedKeys(
            log, List.of(key.first(1)), new AnnouncedKeys.RingProof("k1", new byte[32]));
    TopicRecord record = new EnvelopeWriter(Origin.GLOBAL).signingKeys(announced, "now");
    broker.write(List.of(Records.to(Topics.keys(Origin.GLOBAL), record)));
  }

  private void writeAsGlobal(ExportedEvent event) {
    EnvelopeWriter writer = new EnvelopeWriter(Origin.GLOBAL);
    broker.write(
        List.of(
            Records.to(Topics.log(POLICY), writer.log(event, 1)),
            Records.to(Topics.state(POLICY), writer.state(event, 1))));
  }

  private static ExportedEvent event(
      UUID log,
      int epoch,
      long seq,
      @Nullable ResourceKey key,
      String payload,
      String type,
      EventSigner signer) {
    ExportedEvent open =
        new ExportedEvent(
            POLICY,
            seq,
            ExportChain.genesis(),
            new byte[0],
            log,
            epoch,
            seq,
            UUID.randomUUID(),
            key,
            type,
            1,
            payload,
            Instant.now(),
            null);
    ExportedEvent chained = ForgedZone.withHash(open, open.expectedHash());
    return chained.withSignature(signer.sign(chained.statement()));
  }
}
