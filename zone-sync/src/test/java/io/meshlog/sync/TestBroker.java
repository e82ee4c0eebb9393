package io.meshlog.sync;

import io.meshlog.embedded.testing.TestKafka;
import io.meshlog.events.topic.Topic;
import io.meshlog.model.event.Position;
import io.meshlog.sync.kafka.KafkaClients;
import io.meshlog.sync.kafka.KafkaSettings;
import io.meshlog.sync.kafka.Records;
import io.meshlog.sync.kafka.TopicReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;

/** A broker as tests use it: the names of topics are fixed, so each test begins without any. */
public final class TestBroker {
  private final KafkaClients clients;

  private TestBroker(KafkaSettings settings) {
    this.clients = new KafkaClients(settings, "test");
  }

  public static TestBroker shared() {
    return at(TestKafka.shared().bootstrapServers());
  }

  public static TestBroker at(String bootstrapServers) {
    return new TestBroker(settings(bootstrapServers));
  }

  /** Impatient settings. */
  public static KafkaSettings settings(String bootstrapServers) {
    return new KafkaSettings(
        bootstrapServers,
        Optional.of((short) 1),
        Optional.empty(),
        Duration.ofSeconds(5),
        Duration.ofSeconds(5),
        Duration.ofSeconds(20),
        Duration.ofMillis(50),
        Duration.ofMillis(400),
        Duration.ofSeconds(5),
        100,
        1000,
        Duration.ofMillis(300),
        Duration.ofSeconds(1),
        Duration.ofSeconds(4),
        Optional.empty(),
        Map.of());
  }

  /** The same with another number of events per transaction. */
  public TestBroker inBatchesOf(int events) {
    KafkaSettings s = settings();
    return with(
        events,
        s.checkpointEvery(),
        s.checkpointAfter(),
        s.heartbeat(),
        s.offlineAfter(),
        s.follows());
  }

  /** The same for a log that takes another's place by people's word. */
  public TestBroker following(Position position) {
    KafkaSettings s = settings();
    return with(
        s.batch(),
        s.checkpointEvery(),
        s.checkpointAfter(),
        s.heartbeat(),
        s.offlineAfter(),
        Optional.of(position));
  }

  /** The same for members that say nothing by themselves, so that what they do can be counted. */
  public TestBroker silent() {
    Duration never = Duration.ofHours(1);
    KafkaSettings s = settings();
    return with(s.batch(), Integer.MAX_VALUE, never, never, never.multipliedBy(4), s.follows());
  }

  private TestBroker with(
      int batch,
      int checkpointEvery,
      Duration checkpointAfter,
      Duration heartbeat,
      Duration offlineAfter,
      Optional<Position> follows) {
    KafkaSettings s = settings();
    return new TestBroker(
        new KafkaSettings(
            s.bootstrapServers(),
            s.replicationFactor(),
            s.minInsyncReplicas(),
            s.requestTimeout(),
            s.deliveryTimeout(),
            s.transactionTimeout(),
            s.retryAfter(),
            s.retryAtMost(),
            s.idleFetch(),
            batch,
            checkpointEvery,
            checkpointAfter,
            heartbeat,
            offlineAfter,
            follows,
            s.clientProperties()));
  }

  public KafkaClients clients() {
    return clients;
  }

  public KafkaSettings settings() {
    return clients.settings();
  }

  public TestBroker emptied() {
    try (Admin admin = clients.admin("test")) {
      Set<String> ours = ours(admin);
      admin.deleteTopics(ours).all().get();
      Until.holds("topics are gone", () -> ours(admin).isEmpty());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    return this;
  }

  private static Set<String> ours(Admin admin) throws Exception {
    return admin.listTopics().names().get().stream()
        .filter(name -> name.startsWith("meshlog."))
        .collect(Collectors.toSet());
  }

  public List<ConsumerRecord<String, byte[]>> read(Topic topic) {
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    try {
      new TopicReader(clients).readAll(topic, records::add);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return records;
  }

  public Set<String> names() {
    try (Admin admin = clients.admin("test")) {
      return ours(admin);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** The topic keeps nothing of what it has: as retention would have it in time, or a wipe. */
  public void forget(Topic topic) {
    // Kafka deletes no records of a topic that is compacted only.
    AlterConfigOp byTime =
        new AlterConfigOp(new ConfigEntry("cleanup.policy", "delete"), OpType.SET);
    ConfigResource name = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    try (Admin admin = clients.admin("test")) {
      admin.incrementalAlterConfigs(Map.of(name, List.of(byTime))).all().get();
      admin
          .deleteRecords(Map.of(Records.partition(topic), RecordsToDelete.beforeOffset(-1)))
          .all()
          .get();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Writes past every rule, as a faulty or hostile writer would. */
  public void write(List<ProducerRecord<String, byte[]>> records) {
    try (Producer<String, byte[]> producer = clients.producer("forger")) {
      for (ProducerRecord<String, byte[]> record : records) {
        producer.send(record).get();
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
