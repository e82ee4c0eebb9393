package io.meshlog.sync.publish;

import io.meshlog.events.envelope.AnnouncedKeys;
import io.meshlog.events.envelope.EnvelopeWriter;
import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.events.envelope.TopicRecord;
import io.meshlog.events.envelope.WrappedKey;
import io.meshlog.events.signature.EventSigner;
import io.meshlog.model.zone.SigningKey;
import io.meshlog.sync.kafka.Records;
import io.meshlog.sync.publish.ChannelPublisher.Parts;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.producer.Producer;

/**
 * What one publication writes to its owner's {@code keys} topic: the signing keys before the first
 * record that bears their signature, data keys before the events that need them, both in the
 * transaction of those records. Signs what is no event. Used by the publisher's thread only.
 */
final class KeyTopic {
  private final Parts parts;
  private final Producer<String, byte[]> producer;
  private final Set<String> announced = new HashSet<>();
  private final List<WrappedKey> sent = new ArrayList<>();

  KeyTopic(Parts parts, Producer<String, byte[]> producer) {
    this.parts = parts;
    this.producer = producer;
  }

  /** Whatever must be known before this event. */
  void sendBefore(ExportedEvent event) throws SQLException {
    if (announced.isEmpty()
        || event.signature() != null && !announced.contains(event.signature().keyId())) {
      announce();
    }
    for (WrappedKey key : parts.keys().of(event)) {
      send(key, event.recordedAt());
    }
  }

  /** The same record, signed. */
  TopicRecord signed(TopicRecord record) throws SQLException {
    EventSigner signer = parts.signing().current();
    if (!announced.contains(signer.id())) {
      announce();
    }
    return EnvelopeWriter.signed(record, signer);
  }

  private void announce() throws SQLException {
    AnnouncedKeys keys = parts.signing().announcement();
    TopicRecord record = parts.writer().signingKeys(keys, Instant.now(parts.clock()).toString());
    producer.send(Records.to(parts.keys().topic(), record));
    keys.keys().stream().map(SigningKey::id).forEach(announced::add);
  }

  void send(WrappedKey key, Instant time) throws SQLException {
    TopicRecord record = signed(parts.writer().key(key, time.toString()));
    producer.send(Records.to(parts.keys().topic(), record));
    sent.add(key);
  }

  /** What was sent is on the topic. */
  void committed() throws SQLException {
    parts.keys().published(sent);
    sent.clear();
  }
}
