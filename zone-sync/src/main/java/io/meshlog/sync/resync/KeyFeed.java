package io.meshlog.sync.resync;

import io.meshlog.events.envelope.AnnouncedKeys;
import io.meshlog.events.envelope.EnvelopeReader;
import io.meshlog.events.envelope.Received;
import io.meshlog.events.envelope.TopicRecord;
import io.meshlog.events.envelope.WrappedKey;
import io.meshlog.events.signature.TrustedKeys;
import io.meshlog.events.signature.Verdict;
import io.meshlog.events.topic.Topics;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.store.secret.SecretVault;
import io.meshlog.sync.kafka.KafkaClients;
import io.meshlog.sync.kafka.Records;
import io.meshlog.sync.kafka.TopicReader;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the data keys of another control plane's secrets into our vault, and tells which keys sign
 * its records. The owner commits either with the first event that needs it, so catching up before
 * an event is appended finds it. Read from the start in each session: there is one record per
 * secret. One thread.
 */
public final class KeyFeed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeyFeed.class);
  private static final Duration POLL = Duration.ofSeconds(1);

  private final Consumer<String, byte[]> consumer;
  private final TopicPartition partition;
  private final UUID logId;
  private final Origin owner;
  private final SecretVault vault;
  private final boolean destroys;
  private final Map<UUID, AnnouncedKeys> announced = new HashMap<>();
  private final List<Waiting> waiting = new ArrayList<>();

  /** A data key that was read and not yet judged. */
  private record Waiting(WrappedKey key, TopicRecord record) {}

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

  /** What a log announces of its signing keys as of now; empty when it announced none. */
  public Optional<AnnouncedKeys> announced(UUID log) {
    read();
    return Optional.ofNullable(announced.get(log));
  }

  /**
   * Takes every data key that is there now; of several for one secret only the newest counts.
   *
   * @param trusted the owner's signing keys: when there are any, what they did not sign is passed
   *     over
   */
  public void catchUp(TrustedKeys trusted) throws SQLException {
    read();
    Map<ResourceKey, WrappedKey> newest = new LinkedHashMap<>();
    for (Waiting each : waiting) {
      if (isOwners(each.record(), trusted)) {
        newest.put(each.key().secret(), each.key());
      }
    }
    for (WrappedKey key : newest.values()) {
      if ((destroys || key.material() != null) && !vault.accept(key)) {
        LOG.warn("the data key of {} from {} does not open: passed over", key.secret(), partition);
      }
    }
    waiting.clear();
  }

  private boolean isOwners(TopicRecord record, TrustedKeys trusted) {
    if (trusted.isEmpty()) {
      return true;
    }
    Verdict verdict =
        trusted.check(EnvelopeReader.statement(record), EnvelopeReader.signature(record));
    verdict.fault().ifPresent(why -> LOG.warn("{} on {}: {}", record.key(), partition, why));
    return verdict instanceof Verdict.Valid;
  }

  private void read() {
    long end = TopicReader.end(consumer, partition);
    while (consumer.position(partition) < end) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        TopicRecord plain = Records.from(record);
        switch (EnvelopeReader.read(plain)) {
          case Received.OfSigningKeys(AnnouncedKeys keys) -> announced.put(keys.logId(), keys);
          case Received.OfKey(WrappedKey key) -> {
            if (key.logId().equals(logId) && key.secret().origin().equals(owner)) {
              waiting.add(new Waiting(key, plain));
            }
          }
          case Received.Unreadable(String reason) ->
              LOG.warn("{} on {}: {}", plain.key(), partition, reason);
          case Received.OfEvent _,
              Received.OfCheckpoint _,
              Received.OfStatus _,
              Received.OfFact _ -> {}
        }
      }
    }
  }

  @Override
  public void close() {
    KafkaClients.close(consumer);
  }
}
