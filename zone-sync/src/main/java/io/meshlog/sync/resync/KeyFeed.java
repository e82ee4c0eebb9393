package io.meshlog.sync.resync;

import io.meshlog.events.envelope.EnvelopeReader;
import io.meshlog.events.envelope.Received;
import io.meshlog.events.envelope.WrappedKey;
import io.meshlog.events.topic.Topics;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.store.secret.SecretVault;
import io.meshlog.sync.kafka.KafkaClients;
import io.meshlog.sync.kafka.Records;
import io.meshlog.sync.kafka.TopicReader;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Brings the data keys of another control plane's secrets into our vault. The owner commits a key
 * with the event that needs it, so catching up before an event is appended finds its key. Read from
 * the start in each session: there is one record per secret. One thread.
 */
public final class KeyFeed implements AutoCloseable {
  private static final Duration POLL = Duration.ofSeconds(1);

  private final Consumer<String, byte[]> consumer;
  private final TopicPartition partition;
  private final UUID logId;
  private final Origin owner;
  private final SecretVault vault;
  private final boolean destroys;

  public KeyFeed(KafkaClients clients, Origin owner, UUID logId, SecretVault vault) {
    this(clients, owner, logId, vault, true);
  }

  /** For taking back what we had published ourselves: brings keys and destroys none. */
  public static KeyFeed withoutDestructions(
      KafkaClients clients, Origin owner, UUID logId, SecretVault vault) {
    return new KeyFeed(clients, owner, logId, vault, false);
  }

  private KeyFeed(
      KafkaClients clients, Origin owner, UUID logId, SecretVault vault, boolean destroys) {
    this.destroys = destroys;
    this.partition = Records.partition(Topics.keys(owner));
    this.logId = logId;
    this.owner = owner;
    this.vault = vault;
    this.consumer = clients.reader("keys");
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
  }

  /** Takes every key that is there now; of several for one secret only the newest counts. */
  public void catchUp() throws SQLException {
    Map<ResourceKey, WrappedKey> newest = new LinkedHashMap<>();
    long end = TopicReader.end(consumer, partition);
    while (consumer.position(partition) < end) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        if (EnvelopeReader.read(Records.from(record)) instanceof Received.OfKey(WrappedKey key)
            && key.logId().equals(logId)
            && key.secret().origin().equals(owner)) {
          newest.put(key.secret(), key);
        }
      }
    }
    for (WrappedKey key : newest.values()) {
      if (destroys || key.material() != null) {
        vault.accept(key);
      }
    }
  }

  @Override
  public void close() {
    KafkaClients.close(consumer);
  }
}
