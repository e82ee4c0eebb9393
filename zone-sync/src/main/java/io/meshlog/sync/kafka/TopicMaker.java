package io.meshlog.sync.kafka;

import io.meshlog.events.topic.Topic;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Makes topics that are missing, from the threads that need them and never during start-up: a
 * control plane must start while Kafka is down. A topic that exists is left as it is.
 */
public final class TopicMaker {
  private static final int PARTITIONS = 1;

  private final KafkaClients clients;

  public TopicMaker(KafkaClients clients) {
    this.clients = clients;
  }

  /** Blocks until all exist; throws {@link KafkaException} when that fails. */
  public void ensure(Collection<Topic> topics) throws InterruptedException {
    Admin admin = clients.admin("topics");
    try {
      Collection<Topic> missing = missing(admin, topics);
      if (missing.isEmpty()) {
        return;
      }
      CreateTopicsResult result = admin.createTopics(missing.stream().map(this::newTopic).toList());
      for (KafkaFuture<Void> made : result.values().values()) {
        try {
          made.get();
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof TopicExistsException)) {
            throw asKafka(e);
          }
        }
      }
    } finally {
      KafkaClients.close(admin);
    }
  }

  /** Whether all of these are there; for topics that someone else makes. */
  public boolean exist(Collection<Topic> topics) throws InterruptedException {
    Admin admin = clients.admin("topics");
    try {
      return missing(admin, topics).isEmpty();
    } finally {
      KafkaClients.close(admin);
    }
  }

  public String clusterId() throws InterruptedException {
    Admin admin = clients.admin("topics");
    try {
      return admin.describeCluster().clusterId().get();
    } catch (ExecutionException e) {
      throw asKafka(e);
    } finally {
      KafkaClients.close(admin);
    }
  }

  private static Collection<Topic> missing(Admin admin, Collection<Topic> topics)
      throws InterruptedException {
    Map<String, Topic> byName =
        topics.stream().collect(Collectors.toMap(Topic::name, topic -> topic));
    Map<String, Topic> missing = new TreeMap<>();
    for (var described : admin.describeTopics(byName.keySet()).topicNameValues().entrySet()) {
      try {
        described.getValue().get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw asKafka(e);
        }
        missing.put(described.getKey(), byName.get(described.getKey()));
      }
    }
    return missing.values();
  }

  private NewTopic newTopic(Topic topic) {
    Map<String, String> settings = new TreeMap<>(topic.settings());
    clients
        .settings()
        .minInsyncReplicas()
        .ifPresent(replicas -> settings.put("min.insync.replicas", replicas.toString()));
    return new NewTopic(
            topic.name(), Optional.of(PARTITIONS), clients.settings().replicationFactor())
        .configs(settings);
  }

  private static KafkaException asKafka(ExecutionException e) {
    return e.getCause() instanceof KafkaException kafka
        ? kafka
        : new KafkaException(String.valueOf(e.getCause()), e.getCause());
  }
}
