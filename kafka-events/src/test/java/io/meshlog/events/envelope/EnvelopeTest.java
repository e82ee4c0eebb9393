package io.meshlog.events.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.events.envelope.Received.OfCheckpoint;
import io.meshlog.events.envelope.Received.OfEvent;
import io.meshlog.events.envelope.Received.OfFact;
import io.meshlog.events.envelope.Received.OfKey;
import io.meshlog.events.envelope.Received.OfSigningKeys;
import io.meshlog.events.envelope.Received.OfStatus;
import io.meshlog.events.envelope.Received.Unreadable;
import io.meshlog.events.signature.SampleKeys;
import io.meshlog.events.signature.TrustedKeys;
import io.meshlog.events.signature.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {
  private static final EnvelopeWriter WRITER = SampleRecords.WRITER;

  @Test
  void anEventComesBackAsItWas() {
    same(
        EnvelopeReader.read(WRITER.log(SampleRecords.upserted(), 3)),
        new OfEvent(SampleRecords.upserted(), 3));
  }

  @Test
  void aTombstoneOfTheStateTopicIsStillADeletionWithItsPlace() {
    TopicRecord record = WRITER.state(SampleRecords.deleted(), 3);
    assertThat(record.value()).isNull();
    same(EnvelopeReader.read(record), new OfEvent(SampleRecords.deleted(), 3));
  }

  @Test
  void anUpsertIsTheSameOnBothTopics() {
    assertThat(WRITER.state(SampleRecords.upserted(), 3))
        .usingRecursiveComparison()
        .isEqualTo(WRITER.log(SampleRecords.upserted(), 3));
  }

  @Test
  void theStartOfAnEpochComesBackAsItWas() {
    same(
        EnvelopeReader.read(WRITER.log(SampleRecords.epochStarted(), 1)),
        new OfEvent(SampleRecords.epochStarted(), 1));
  }

  @Test
  void aCheckpointComesBackAsItWas() {
    same(
        EnvelopeReader.read(WRITER.checkpoint(SampleRecords.checkpoint(), 3)),
        new OfCheckpoint(SampleRecords.checkpoint()));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aWrappedKeyComesBackAsItWas(boolean destroyed) {
    WrappedKey key = SampleRecords.key(destroyed);
    same(EnvelopeReader.read(WRITER.key(key, "2026-01-01T00:00:00Z")), new OfKey(key));
  }

  @Test
  void aStatusComesBackAsItWas() {
    same(
        EnvelopeReader.read(WRITER.status(SampleRecords.status())),
        new OfStatus(SampleRecords.status()));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFactComesBackAsItWas(boolean forgotten) {
    Fact fact = SampleRecords.fact(forgotten);
    same(EnvelopeReader.read(WRITER.fact(fact, "2026-01-01T00:00:00Z")), new OfFact(fact));
  }

  @Test
  void doesNotBelieveContentThatItsHashDoesNotCover() {
    TopicRecord good = WRITER.log(SampleRecords.upserted(), 3);
    byte[] other = "{\"labels\":{},\"spec\":{}}".getBytes(StandardCharsets.UTF_8);
    assertThat(EnvelopeReader.read(new TopicRecord(good.key(), other, good.headers())))
        .isInstanceOf(Unreadable.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ce_type", "ce_mlseq", "ce_mlpos", "ce_mllogid", "ce_mlhash", "ce_mlchannel"})
  void saysWhichHeaderIsMissing(String header) {
    TopicRecord good = WRITER.log(SampleRecords.upserted(), 3);
    LinkedHashMap<String, String> headers = new LinkedHashMap<>(good.headers());
    headers.remove(header);
    assertThat(EnvelopeReader.read(new TopicRecord(good.key(), good.value(), headers)))
        .isInstanceOfSatisfying(Unreadable.class, bad -> assertThat(bad.reason()).contains(header));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ce_mlseq", "ce_mlepoch", "ce_mlhash", "ce_mlchannel", "ce_time"})
  void survivesHeadersThatAreNonsense(String header) {
    TopicRecord good = WRITER.log(SampleRecords.upserted(), 3);
    LinkedHashMap<String, String> headers = new LinkedHashMap<>(good.headers());
    headers.put(header, "x'\u0000");
    assertThat(EnvelopeReader.read(new TopicRecord(good.key(), good.value(), headers)))
        .isInstanceOf(Unreadable.class);
  }

  @Test
  void aSignedEventComesBackWithItsSignatureOnBothTopics() {
    for (ExportedEvent event : List.of(SampleRecords.upserted(), SampleRecords.deleted())) {
      ExportedEvent signed = SampleRecords.signed(event);
      for (TopicRecord record : List.of(WRITER.log(signed, 3), WRITER.state(signed, 3))) {
        same(EnvelopeReader.read(record), new OfEvent(signed, 3));
        assertThat(EnvelopeReader.statement(record).bytes()).isEqualTo(event.statement().bytes());
        assertThat(verdict(record)).isInstanceOf(Verdict.Valid.class);
      }
    }
  }

  @Test
  void theStartOfAnEpochCheckpointsAndKeysAreSignedToo() {
    for (TopicRecord record :
        List.of(
            WRITER.log(SampleRecords.signed(SampleRecords.epochStarted()), 1),
            EnvelopeWriter.signed(
                WRITER.checkpoint(SampleRecords.checkpoint(), 3), SampleKeys.FIRST),
            EnvelopeWriter.signed(
                WRITER.key(SampleRecords.key(false), "2026-01-01T00:00:00Z"), SampleKeys.FIRST),
            EnvelopeWriter.signed(
                WRITER.key(SampleRecords.key(true), "2026-01-01T00:00:00Z"), SampleKeys.FIRST))) {
      assertThat(verdict(record)).as(record.key()).isInstanceOf(Verdict.Valid.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ce_mlhash", "ce_mlseq", "ce_mlepoch", "ce_mlpos", "ce_mlchannel"})
  void aCheckpointWithAnotherPlaceIsForged(String header) {
    TopicRecord good =
        EnvelopeWriter.signed(WRITER.checkpoint(SampleRecords.checkpoint(), 3), SampleKeys.FIRST);
    LinkedHashMap<String, String> headers = new LinkedHashMap<>(good.headers());
    headers.merge(
        header, "", (old, none) -> header.equals("ce_mlchannel") ? "global.policy" : old + "00");
    assertThat(verdict(new TopicRecord(good.key(), good.value(), headers)))
        .isInstanceOf(Verdict.Forged.class);
  }

  @Test
  void aCheckpointOfAnotherStateIsForged() {
    TopicRecord good =
        EnvelopeWriter.signed(WRITER.checkpoint(SampleRecords.checkpoint(), 3), SampleKeys.FIRST);
    byte[] other =
        new String(good.value(), StandardCharsets.UTF_8)
            .replace("\"resources\":3", "\"resources\":4")
            .getBytes(StandardCharsets.UTF_8);
    assertThat(other).isNotEqualTo(good.value());
    assertThat(verdict(new TopicRecord(good.key(), other, good.headers())))
        .isInstanceOf(Verdict.Forged.class);
  }

  private static Verdict verdict(TopicRecord record) {
    return TrustedKeys.of(SampleRecords.LOG, List.of(SampleKeys.FIRST.first(1)))
        .check(EnvelopeReader.statement(record), EnvelopeReader.signature(record));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ce_mlkeyid", "ce_mlsig"})
  void halfASignatureIsNone(String header) {
    TopicRecord good = WRITER.log(SampleRecords.signed(SampleRecords.upserted()), 3);
    LinkedHashMap<String, String> headers = new LinkedHashMap<>(good.headers());
    headers.remove(header);
    assertThat(EnvelopeReader.read(new TopicRecord(good.key(), good.value(), headers)))
        .isInstanceOfSatisfying(Unreadable.class, bad -> assertThat(bad.reason()).contains(header));
  }

  @Test
  void aStatusAnnouncesItsKeys() {
    same(
        EnvelopeReader.read(WRITER.status(SampleRecords.statusWithKeys())),
        new OfStatus(SampleRecords.statusWithKeys()));
    assertThat(
            TrustedKeys.none(SampleRecords.LOG)
                .admit(SampleRecords.statusWithKeys().signingKeys())
                .list())
        .hasSize(2);
  }

  @Test
  void announcedKeysComeBackAsTheyWere() {
    AnnouncedKeys keys = SampleRecords.signingKeys();
    same(
        EnvelopeReader.read(WRITER.signingKeys(keys, "2026-01-01T00:00:00Z")),
        new OfSigningKeys(keys));
    AnnouncedKeys bare = new AnnouncedKeys(keys.logId(), keys.keys(), null);
    same(
        EnvelopeReader.read(WRITER.signingKeys(bare, "2026-01-01T00:00:00Z")),
        new OfSigningKeys(bare));
    assertThat(keys.proven()).isEqualTo(bare.proven());
    assertThat(new AnnouncedKeys(keys.logId(), keys.keys().subList(0, 1), null).proven())
        .isNotEqualTo(keys.proven());
  }

  private static void same(Received actual, Received expected) {
    assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
  }
}
