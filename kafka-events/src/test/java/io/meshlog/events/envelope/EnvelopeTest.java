package io.meshlog.events.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.events.envelope.Received.OfCheckpoint;
import io.meshlog.events.envelope.Received.OfEvent;
import io.meshlog.events.envelope.Received.OfFact;
import io.meshlog.events.envelope.Received.OfKey;
import io.meshlog.events.envelope.Received.OfStatus;
import io.meshlog.events.envelope.Received.Unreadable;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
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

  private static void same(Received actual, Received expected) {
    assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
  }
}
