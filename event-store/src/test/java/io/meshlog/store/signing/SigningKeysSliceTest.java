package io.meshlog.store.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshlog.events.envelope.EnvelopeReader;
import io.meshlog.events.envelope.EnvelopeWriter;
import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.events.envelope.TopicRecord;
import io.meshlog.events.signature.TrustedKeys;
import io.meshlog.events.signature.Verdict;
import io.meshlog.model.event.EventMeta;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.zone.SigningKey;
import io.meshlog.store.EventStore;
import io.meshlog.store.StoreFixture;
import io.meshlog.store.StoreOptions;
import io.meshlog.store.append.AppendOutcome;
import io.meshlog.store.log.LogIdentity;
import io.meshlog.store.log.LogOwner;
import io.meshlog.store.log.LogTransaction;
import io.meshlog.store.log.Uuid7;
import io.meshlog.store.secret.KeyRing;
import io.meshlog.store.secret.MissingKey;
import io.meshlog.store.secret.SealBroken;
import io.meshlog.store.verify.LogVerifier;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SigningKeysSliceTest {
  private static final Channel POLICY = Channel.parse("global.policy");
  private static final String K1 = base64("one-key-of-32-bytes-in-ascii-777");
  private static final String K2 = base64("another-key-of-32-bytes-in-ascii");
  private static final KeyRing RING =
      KeyRing.parse("{\"active\":\"k1\",\"keys\":{\"k1\":\"" + K1 + "\"}}");

  private StoreFixture fixture;

  @BeforeEach
  void open() {
    fixture = StoreFixture.fresh();
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  private SigningKeys keys(KeyRing ring) throws Exception {
    LogIdentity identity =
        LogIdentity.openOrCreate(fixture.dataSource(), new LogOwner(Origin.GLOBAL));
    return SigningKeys.open(fixture.dataSource(), identity, ring, Clock.systemUTC());
  }

  private EventStore store(SigningKeys keys) throws Exception {
    return fixture.open(Origin.GLOBAL, StoreOptions.DEFAULT.withSigning(keys));
  }

  private static TrustedKeys trusted(EventStore store, SigningKeys keys) throws Exception {
    return TrustedKeys.none(store.identity().logId()).admit(keys.own());
  }

  private static List<Verdict> verdicts(EventStore store, TrustedKeys keys) throws Exception {
    List<Verdict> verdicts = new ArrayList<>();
    for (ExportedEvent event : store.exports().read(POLICY, 0, 10_000)) {
      verdicts.add(keys.check(event.statement(), event.signature()));
    }
    return verdicts;
  }

  @Test
  void everyExportedEventIsSignedInItsRowAndOnItsWay() throws Exception {
    SigningKeys keys = keys(RING);
    EventStore store = store(keys);
    StoreFixture.appended(store.log(), StoreFixture.putZone("east", true));
    StoreFixture.appended(store.log(), StoreFixture.deleteZone("east"));

    String keyId = keys.own().getFirst().id();
    assertThat(verdicts(store, trusted(store, keys)))
        .containsExactly(new Verdict.Valid(keyId), new Verdict.Valid(keyId));
    assertThat(
            fixture.number(
                "select count(*) from event where export_key_id = '"
                    + keyId
                    + "' and octet_length(export_sig) = 64"))
        .isEqualTo(2);
    for (ExportedEvent event : store.exports().read(POLICY, 0, 10)) {
      TopicRecord record = new EnvelopeWriter(Origin.GLOBAL).state(event, 1);
      assertThat(
              trusted(store, keys)
                  .check(EnvelopeReader.statement(record), EnvelopeReader.signature(record)))
          .isEqualTo(new Verdict.Valid(keyId));
    }
    assertThat(new LogVerifier(fixture.dataSource()).verify().sound()).isTrue();
  }

  @Test
  void aBatchIsSignedToo() throws Exception {
    SigningKeys keys = keys(RING);
    EventStore store = store(keys);
    List<CompletableFuture<AppendOutcome>> outcomes =
        IntStream.range(0, 300)
            .mapToObj(
                i -> store.log().append(StoreFixture.request(StoreFixture.putZone("z" + i, true))))
            .toList();
    for (CompletableFuture<AppendOutcome> outcome : outcomes) {
      assertThat(outcome.get()).isInstanceOf(AppendOutcome.Appended.class);
    }
    assertThat(verdicts(store, trusted(store, keys)))
        .hasSize(300)
        .allMatch(Verdict.Valid.class::isInstance);
    assertThat(new LogVerifier(fixture.dataSource()).verify().sound()).isTrue();
  }

  @Test
  void anotherKeyTakesOverAndOldEventsStillVerify() throws Exception {
    SigningKeys keys = keys(RING);
    SigningKeys replica = keys(RING);
    EventStore store = store(keys);
    EventStore second = fixture.open(Origin.GLOBAL, StoreOptions.DEFAULT.withSigning(replica));
    StoreFixture.appended(store.log(), StoreFixture.putZone("a", true));
    SigningKey next = keys.rotate();
    StoreFixture.appended(store.log(), StoreFixture.putZone("b", true));
    StoreFixture.appended(second.log(), StoreFixture.putZone("c", true));

    List<SigningKey> announced = keys.own();
    assertThat(announced).hasSize(2).last().isEqualTo(next);
    assertThat(replica.own()).isEqualTo(announced);
    String first = announced.getFirst().id();
    assertThat(verdicts(store, trusted(store, keys)))
        .containsExactly(
            new Verdict.Valid(first), new Verdict.Valid(next.id()), new Verdict.Valid(next.id()));
    assertThat(verdicts(store, TrustedKeys.of(store.identity().logId(), announced.subList(0, 1))))
        .endsWith(new Verdict.UnknownKey(next.id()));
    assertThat(
            fixture.text("select wrapped is null from signing_key where key_id = '" + first + "'"))
        .as("the old private half is destroyed")
        .isEqualTo("t");
    assertThat(replica.current().id()).isEqualTo(next.id());
  }

  @Test
  void replicasThatStartTogetherAgreeOnTheFirstKey() throws Exception {
    List<CompletableFuture<SigningKeys>> starting =
        IntStream.range(0, 4)
            .mapToObj(i ->
                CompletableFuture.supplyAsync(() -> {
                  try {
                    return keys(RING);
                  } catch (Exception e) {
                    throw new AssertionError(e);
                  }
                }))
            .toList();
    for (CompletableFuture<SigningKeys> each : starting) {
      assertThat(each.get().own()).hasSize(1);
    }
    assertThat(fixture.number("select count(*) from signing_key")).isEqualTo(1);
  }

  @Test
  void eventsFromBeforeTheFirstKeyStayUnsignedAndBelieved() throws Exception {
    EventStore old = fixture.open(Origin.GLOBAL);
    StoreFixture.appended(old.log(), StoreFixture.putZone("old", true));
    old.close();
    SigningKeys keys = keys(RING);
    EventStore store = store(keys);
    StoreFixture.appended(store.log(), StoreFixture.putZone("new", true));

    SigningKey key = keys.own().getFirst();
    assertThat(key.fromPos()).isEqualTo(2);
    assertThat(verdicts(store, trusted(store, keys)))
        .containsExactly(new Verdict.Unsigned(), new Verdict.Valid(key.id()));
  }

  @Test
  void thePrivateHalfIsNowhereInTheOpenAndFollowsTheRing() throws Exception {
    keys(RING);
    String wrapped = fixture.text("select ring_key_id || ':' || wrapped from signing_key");
    assertThat(wrapped).startsWith("k1:");
    assertThat(fixture.text("select encode(wrapped, 'hex') from signing_key"))
        .as("PKCS8 of Ed25519 begins so")
        .doesNotContain("302e020100300506032b6570");

    KeyRing both =
        KeyRing.parse("{\"active\":\"k2\",\"keys\":{\"k1\":\"" + K1 + "\",\"k2\":\"" + K2 + "\"}}");
    String id = keys(both).current().id();
    KeyRing fresh = KeyRing.parse("{\"active\":\"k2\",\"keys\":{\"k2\":\"" + K2 + "\"}}");
    assertThat(keys(fresh).current().id()).as("k1 is no longer needed").isEqualTo(id);
  }

  @Test
  void aRingThatDoesNotOpenItIsToldApart() throws Exception {
    keys(RING);
    KeyRing lacking = KeyRing.parse("{\"active\":\"k2\",\"keys\":{\"k2\":\"" + K2 + "\"}}");
    assertThatThrownBy(() -> keys(lacking))
        .isInstanceOfSatisfying(MissingKey.class, e -> assertThat(e.keyId()).isEqualTo("k1"));
    KeyRing other = KeyRing.parse("{\"active\":\"k1\",\"keys\":{\"k1\":\"" + K2 + "\"}}");
    assertThatThrownBy(() -> keys(other)).isInstanceOf(SealBroken.class);
  }

  @Test
  void remembersWhatItBelievesOfAnotherLog() throws Exception {
    SigningKeys keys = keys(RING);
    try (StoreFixture elsewhere = StoreFixture.fresh()) {
      LogIdentity theirs =
          LogIdentity.openOrCreate(elsewhere.dataSource(), new LogOwner(Origin.zone("z")));
      SigningKeys others =
          SigningKeys.open(elsewhere.dataSource(), theirs, RING, Clock.systemUTC());
      others.rotate();
      assertThat(keys.trusted(theirs.logId()).isEmpty()).isTrue();

      keys.believe(keys.trusted(theirs.logId()).admit(others.own()));
      keys.believe(keys.trusted(theirs.logId()).admit(others.own()));
      assertThat(keys(RING).trusted(theirs.logId()).list()).isEqualTo(others.own());
      assertThat(keys.own()).hasSize(1);
    }
  }

  @Test
  void anEpochThatStartsIsSigned() throws Exception {
    SigningKeys keys = keys(RING);
    EventStore store = store(keys);
    StoreFixture.appended(store.log(), StoreFixture.putZone("a", true));
    try (Connection connection = fixture.dataSource().getConnection()) {
      LogTransaction transaction =
          LogTransaction.begin(
              connection, store.format(), Origin.GLOBAL, Clock.systemUTC(), new Uuid7());
      transaction.startEpoch(2, 50, Map.of(POLICY, 40L), EventMeta.system("publish"));
      transaction.flush();
      connection.commit();
    }
    assertThat(verdicts(store, trusted(store, keys)))
        .hasSize(2)
        .allMatch(Verdict.Valid.class::isInstance);
  }
}
