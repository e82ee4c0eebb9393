package io.meshlog.sync.request;

import io.meshlog.events.topic.Topic;
import io.meshlog.events.topic.Topics;
import io.meshlog.store.log.UncheckedSql;
import io.meshlog.store.secret.KeyRing.Wrapped;
import io.meshlog.store.secret.MissingKey;
import io.meshlog.store.secret.SealBroken;
import io.meshlog.store.secret.SecretVault;
import io.meshlog.store.signing.SigningKeys;
import io.meshlog.sync.kafka.KafkaClients;
import io.meshlog.sync.kafka.Records;
import io.meshlog.sync.kafka.TopicMaker;
import io.meshlog.sync.request.Sealed.Kind;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Global's side: asks a zone and waits for its answer. Holds clients only while something is asked,
 * so that a quiet Global costs nothing. Thread-safe, blocks.
 */
public final class ZoneRequests {
  private static final int AT_ONCE = 4;

  private final UUID logId;
  private final KafkaClients clients;
  private final TopicMaker topics;
  private final SecretVault vault;
  private final SigningKeys signing;
  private final Duration patience;
  private final Semaphore free = new Semaphore(AT_ONCE);

  /**
   * @param patience for a zone's answer
   */
  public ZoneRequests(
      UUID logId,
      KafkaClients clients,
      TopicMaker topics,
      SecretVault vault,
      SigningKeys signing,
      Duration patience) {
    this.logId = logId;
    this.clients = clients;
    this.topics = topics;
    this.vault = vault;
    this.signing = signing;
    this.patience = patience;
  }

  /** The answer of a zone's control plane. */
  public byte[] ask(String zone, byte[] request) throws NoReply, InterruptedException {
    return ask(zone, request, patience);
  }

  /** As {@link #ask(String, byte[])}, with patience of its own. */
  public byte[] ask(String zone, byte[] request, Duration most)
      throws NoReply, InterruptedException {
    if (!free.tryAcquire()) {
      throw new NoReply("too many requests are under way to zones");
    }
    try {
      return ask(zone, UUID.randomUUID().toString(), request, most);
    } catch (KafkaException | ExecutionException e) {
      throw new NoReply("Kafka: " + e.getMessage());
    } catch (SQLException e) {
      throw new UncheckedSql(e);
    } finally {
      free.release();
    }
  }

  private byte[] ask(String zone, String id, byte[] request, Duration most)
      throws NoReply, InterruptedException, SQLException, ExecutionException {
    Topic requests = Topics.requests(zone);
    Topic replies = Topics.replies(zone);
    if (!topics.exist(List.of(requests, replies))) {
      throw new NoReply("zone \"" + zone + "\" takes no requests");
    }
    TopicPartition partition = Records.partition(replies);
    Consumer<String, byte[]> consumer = clients.consumer("replies-" + zone);
    try {
      consumer.assign(List.of(partition));
      consumer.seekToEnd(List.of(partition));
      // Settles where the end is, before anything can be answered.
      consumer.position(partition);
      send(requests, zone, id, request);
      return await(consumer, zone, id, most);
    } finally {
      KafkaClients.close(consumer);
    }
  }

  private void send(Topic requests, String zone, String id, byte[] request)
      throws SQLException, ExecutionException, InterruptedException {
    Wrapped sealed = vault.sealForMembers(request, Sealed.place(Kind.REQUEST, zone, id, 0, 1));
    var headers = RequestSignature.of(zone, id, sealed.value(), logId, signing);
    Producer<String, byte[]> producer = clients.producer("requests-" + zone);
    try {
      producer.send(new Sealed(id, 0, 1, sealed, headers).to(requests.name())).get();
    } finally {
      KafkaClients.close(producer);
    }
  }

  private byte[] await(Consumer<String, byte[]> consumer, String zone, String id, Duration most)
      throws NoReply {
    SortedMap<Integer, byte[]> parts = new TreeMap<>();
    long deadline = System.nanoTime() + most.toNanos();
    for (long left = most.toNanos(); left > 0; left = deadline - System.nanoTime()) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofNanos(left))) {
        Sealed sealed = Sealed.from(record);
        if (sealed != null && sealed.id().equals(id)) {
          parts.put(sealed.part(), open(sealed, zone));
          if (parts.size() == sealed.parts()) {
            return join(parts);
          }
        }
      }
    }
    throw new NoReply(
        "zone \"" + zone + "\" has not answered within " + most.toSeconds() + " seconds");
  }

  private byte[] open(Sealed sealed, String zone) throws NoReply {
    try {
      return vault.openOfMember(
          sealed.content(),
          Sealed.place(Kind.REPLY, zone, sealed.id(), sealed.part(), sealed.parts()));
    } catch (MissingKey | SealBroken e) {
      throw new NoReply("the answer of zone \"" + zone + "\" cannot be opened: " + e.getMessage());
    }
  }

  private static byte[] join(SortedMap<Integer, byte[]> parts) throws NoReply {
    try {
      return Sealed.join(parts.values());
    } catch (IOException e) {
      throw new NoReply("the answer cannot be read: " + e.getMessage());
    }
  }
}
