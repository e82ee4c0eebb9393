package io.meshlog.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.events.envelope.EnvelopeWriter;
import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.events.envelope.TopicRecord;
import io.meshlog.events.signature.EventSigner;
import io.meshlog.events.signature.TrustedKeys;
import io.meshlog.events.state.StateDigest;
import io.meshlog.events.subscriber.KeySource;
import io.meshlog.events.subscriber.PositionStore;
import io.meshlog.events.topic.Topics;
import io.meshlog.model.resource.Channel;
import io.meshlog.sync.Subscribed.Positions;
import io.meshlog.sync.kafka.Records;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a subscriber makes of records written well and badly. */
class SubscriberSliceTest {
  private TestBroker broker;
  private ForgedZone zone;
  private final List<Subscribed> opened = new ArrayList<>();

  @BeforeEach
  void start() {
    broker = TestBroker.shared().emptied();
    zone = new ForgedZone("z1", broker).join();
  }

  @AfterEach
  void stop() {
    opened.forEach(Subscribed::close);
  }

  private Subscribed subscribed(PositionStore positions) {
    return subscribed(positions, null);
  }

  private Subscribed subscribed(PositionStore positions, @Nullable KeySource keys) {
    Subscribed subscribed = new Subscribed(zone.inventory, broker, positions, keys);
    opened.add(subscribed);
    return subscribed;
  }

  private ExportedEvent put(String name) {
    return zone.next(zone.key("Dataplane", name), ForgedZone.dataplane("z1"));
  }

  private ExportedEvent put(String name, String tag) {
    return zone.next(
        zone.key("Dataplane", name),
        ForgedZone.dataplane("z1").replace("\"kv\"", "\"" + tag + "\""));
  }

  private ExportedEvent deleted(String name) {
    return zone.next(zone.key("Dataplane", name), "{}");
  }

  /** The hash of a state with these, each as {@link #put(String)} makes it. */
  private byte[] stateOf(String... names) {
    StateDigest digest = new StateDigest();
    for (String name : names) {
      digest.put(zone.key("Dataplane", name), ForgedZone.dataplane("z1"));
    }
    return digest.hash();
  }

  @Test
  void tellsTheStateOnceAndThenEachEventOnce() {
    ExportedEvent second;
    zone.both(put("a"));
    zone.both(second = put("b"));
    zone.both(put("gone"));
    zone.both(deleted("gone"));
    zone.checkpoint(stateOf("a", "b"), 2);
    Subscribed subscribed = subscribed(PositionStore.none());
    subscribed.awaits("caught up 1:4");
    assertThat(subscribed.told())
        .containsExactly("+a", "+b", "synced 1:4", "checkpoint 4 agrees with 2", "caught up 1:4");

    zone.both(put("c")).log(second);
    zone.both(deleted("a"));
    zone.checkpoint(stateOf("b", "c"), 2);
    subscribed.awaits("checkpoint 6 agrees with 2");
    assertThat(subscribed.changes()).containsExactly("+a", "+b", "+c", "-a");
    assertThat(subscribed.heard(line -> line.startsWith("gap") || line.startsWith("refused")))
        .isFalse();
  }

  @Test
  void goesOnWhereItsStoredPositionIs() {
    zone.both(put("a")).both(put("b"));
    Positions positions = new Positions();
    Subscribed first = subscribed(positions);
    first.awaits("caught up 1:2");
    first.close();
    assertThat(positions.kept.get(zone.inventory.name()).seq()).isEqualTo(2);

    zone.both(put("c")).both(deleted("a"));
    zone.checkpoint(stateOf("b", "c"), 2);
    Subscribed second = subscribed(positions);
    second.awaits("checkpoint 4 agrees with 2");
    assertThat(second.changes()).containsExactly("+c", "-a");
    assertThat(positions.kept.get(zone.inventory.name()).seq()).isEqualTo(4);
    assertThat(second.heard(line -> line.startsWith("synced"))).isFalse();
  }

  @Test
  void aGapIsToldAndAnsweredWithWhatDiffers() {
    zone.both(put("a")).both(put("b")).both(put("c"));
    Subscribed subscribed = subscribed(PositionStore.none());
    subscribed.awaits("caught up 1:3");
    // On the state topic only: to a follower of the log they are missing.
    zone.state(put("d")).state(deleted("a")).state(put("b", "other"));
    zone.both(put("e"));
    subscribed.awaits("synced 1:7");
    assertThat(subscribed.told())
        .containsSubsequence("gap MISSING_EVENTS", "+d", "-a", "+b", "+e", "synced 1:7");
    assertThat(subscribed.changes()).containsExactly("+a", "+b", "+c", "+d", "-a", "+b", "+e");
    zone.both(put("f"));
    subscribed.awaits("+f");
  }

  @Test
  void aCheckpointShowsWhatWasMissedAtTheEnd() {
    zone.both(put("a"));
    Subscribed subscribed = subscribed(PositionStore.none());
    subscribed.awaits("caught up 1:1");
    zone.state(put("b"));
    zone.checkpoint(stateOf("a", "b"), 2);
    subscribed.awaits("checkpoint 2 agrees with 2");
    assertThat(subscribed.told()).containsSubsequence("gap MISSING_EVENTS", "+b", "synced 1:2");
  }

  @Test
  void aStateThatDiffersIsToldOnceAndReadAgainOnce() {
    zone.both(put("a"));
    zone.checkpoint(stateOf("a", "never-published"), 2);
    Subscribed subscribed = subscribed(PositionStore.none());
    subscribed.awaits("checkpoint 1 differs from 1");
    zone.both(put("b"));
    zone.checkpoint(stateOf("a", "b"), 2);
    subscribed.awaits("checkpoint 2 agrees with 2");
    zone.checkpoint(stateOf("b"), 1);
    subscribed.awaits("gap DIFFERENT_STATE");
    subscribed.awaits("checkpoint 2 differs from 2");
    zone.both(put("c"));
    subscribed.awaits("+c");
    assertThat(subscribed.told().stream().filter("gap DIFFERENT_STATE"::equals)).hasSize(1);
  }

  @Test
  void aNewEpochIsAnsweredWithWhatDiffers() {
    zone.both(put("a")).both(put("b"));
    Subscribed subscribed = subscribed(PositionStore.none());
    subscribed.awaits("caught up 1:2");
    zone.state(put("lost-on-the-log"));
    zone.both(zone.nextEpoch());
    subscribed.awaits("synced 2:4");
    zone.both(put("b", "again"));
    subscribed.awaits("caught up 2:5");
    assertThat(subscribed.told().subList(4, subscribed.told().size()))
        .containsExactly(
            "gap NEW_EPOCH",
            "+lost-on-the-log",
            "synced 2:4",
            "caught up 2:4",
            "+b",
            "caught up 2:5");
  }

  @Test
  void aRebuiltLogTakesTheChannelOver() {
    zone.both(put("a")).both(put("b"));
    Subscribed subscribed = subscribed(PositionStore.none());
    subscribed.awaits("caught up 1:2");
    zone = zone.successor();
    ExportedEvent epoch = zone.nextEpoch();
    ExportedEvent again = put("a");
    zone.state(epoch).state(again).log(epoch).log(again);
    subscribed.awaits("synced 2:4");
    // What only the old log had said is kept until the new one vouches for what it holds.
    assertThat(subscribed.changes()).containsExactly("+a", "+b");
    zone.both(put("c"));
    zone.checkpoint(stateOf("a", "c"), 2);
    subscribed.awaits("checkpoint 5 agrees with 2");
    assertThat(subscribed.changes()).containsExactly("+a", "+b", "+c", "-b");
  }

  @Test
  void whatTheStateLacksWithoutAWordGoesWhenItsOwnerVouches() {
    zone.both(put("a")).both(put("b"));
    Subscribed subscribed = subscribed(PositionStore.none());
    subscribed.awaits("caught up 1:2");
    broker.forget(Topics.state(zone.inventory));
    // The tombstone of b is forgotten too, and the log was not seen to say it.
    deleted("b");
    zone.state(put("a"));
    zone.both(put("c"));
    subscribed.awaits("synced 1:5");
    assertThat(subscribed.told()).contains("gap MISSING_EVENTS");
    assertThat(subscribed.changes()).containsExactly("+a", "+b", "+c");
    zone.checkpoint(stateOf("a", "c"), 2);
    subscribed.awaits("checkpoint 5 agrees with 2");
    assertThat(subscribed.changes()).containsExactly("+a", "+b", "+c", "-b");
  }

  @Test
  void aTopicThatKnowsLessTakesNothingAway() {
    zone.both(put("a")).both(put("b"));
    Positions positions = new Positions();
    subscribed(positions).awaits("caught up 1:2");
    opened.removeLast().close();
    broker.forget(Topics.state(zone.inventory));
    broker.forget(Topics.log(zone.inventory));
    Subscribed subscribed = subscribed(positions);
    subscribed.awaits("caught up 1:2");
    zone.both(put("c"));
    subscribed.awaits("+c");
    assertThat(subscribed.changes()).containsExactly("+c");
    assertThat(subscribed.heard(line -> line.startsWith("synced"))).isFalse();
  }

  @Test
  void aPositionThatTheLogHasForgottenIsAnsweredWithWhatIsNewer() throws Exception {
    zone.both(put("a")).both(put("b")).both(put("c"));
    Positions positions = new Positions();
    Subscribed first = subscribed(positions);
    first.awaits("caught up 1:3");
    first.close();
    zone.both(put("d")).both(deleted("a")).both(put("b", "other"));
    zone.checkpoint(stateOf("c", "d"), 3);
    broker.forget(Topics.log(zone.inventory));

    Subscribed second = subscribed(positions);
    second.awaits("synced 1:6");
    assertThat(second.told()).contains("gap PAST_RETENTION");
    assertThat(second.changes()).containsExactly("+d", "-a", "+b");
  }

  @Test
  void doesNotBelieveOtherLogsNorBrokenContent() {
    zone.both(put("a"));
    Subscribed subscribed = subscribed(PositionStore.none());
    subscribed.awaits("caught up 1:1");
    ForgedZone impostor = new ForgedZone("z1", broker);
    impostor.next(impostor.key("Dataplane", "x"), ForgedZone.dataplane("z1"));
    impostor.log(impostor.next(impostor.key("Dataplane", "evil"), ForgedZone.dataplane("z1")));
    ExportedEvent honest = put("b");
    TopicRecord whole = zone.logRecord(honest);
    byte[] other = "{\"labels\":{},\"spec\":{}}".getBytes(StandardCharsets.UTF_8);
    zone.raw(new TopicRecord(whole.key(), other, whole.headers()));
    zone.both(honest);
    subscribed.awaits("+b");
    assertThat(subscribed.changes()).containsExactly("+a", "+b");
    assertThat(subscribed.told().stream().filter(line -> line.startsWith("refused"))).hasSize(2);
  }

  @Test
  void believesWhatIsSignedByTheLogsKeysAndNothingElse() throws Exception {
    EventSigner signer = signer();
    EventSigner stranger = signer();
    KeySource keys = KeySource.given(TrustedKeys.of(zone.logId, List.of(signer.first(1))));
    Subscribed subscribed = subscribed(PositionStore.none(), keys);
    signed(put("a"), signer);
    subscribed.awaits("+a");
    ExportedEvent second = put("b");
    signed(second, stranger);
    zone.raw(zone.logRecord(second));
    signed(second, signer);
    subscribed.awaits("+b");
    assertThat(subscribed.changes()).containsExactly("+a", "+b");
    assertThat(subscribed.told().stream().filter(line -> line.startsWith("refused")))
        .anyMatch(line -> line.contains(stranger.id()))
        .anyMatch(line -> line.contains("not signed"));
  }

  private void signed(ExportedEvent event, EventSigner signer) {
    TopicRecord record = EnvelopeWriter.signed(zone.logRecord(event), signer);
    broker.write(
        List.of(
            Records.to(Topics.log(zone.inventory), record),
            Records.to(Topics.state(zone.inventory), record)));
  }

  private static EventSigner signer() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    return EventSigner.of(pair.getPublic(), pair.getPrivate());
  }

  @Test
  void waitsForAChannelThatIsNotThereYetAndClosesWhileItWaits() {
    Subscribed early =
        new Subscribed(Channel.parse("zone.z9.offer"), broker, PositionStore.none(), null);
    opened.add(early);
    Until.holds("told", () -> early.heard(line -> line.contains("no topic meshlog.v1.zone.z9")));
    early.close();
    Subscribed idle = subscribed(PositionStore.none());
    zone.both(put("a"));
    idle.awaits("+a");
    idle.close();
    assertThat(idle.changes()).containsExactly("+a");
  }
}
