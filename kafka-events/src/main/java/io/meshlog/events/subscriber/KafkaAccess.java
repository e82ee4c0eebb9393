package io.meshlog.events.subscriber;

import io.meshlog.events.envelope.TopicRecord;
import io.meshlog.events.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Kafka as a subscriber reads it: committed records, one partition, no group, no offsets kept at
 * the broker. Whoever opens a consumer closes it.
 */
final class KafkaAccess {
  private static final Duration IDLE_FETCH = Duration.ofSeconds(20);
  private static final Duration READER_WAIT = Duration.ofMillis(50);
  private static final Duration REQUEST = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofSeconds(1);

  private final Map<String, Object> properties;
  private final BooleanSupplier closed;

  /**
   * @param properties of Kafka's client, at least {@code bootstrap.servers}; what a subscription
   *     depends on is set over them
   * @param closed ends what is being read
   */
  KafkaAccess(Map<String, Object> properties, BooleanSupplier closed) {
    this.properties = Map.copyOf(properties);
    this.closed = closed;
  }

  static TopicPartition partition(Topic topic) {
    return new TopicPartition(topic.name(), 0);
  }

  /**
   * Waits for new records in long fetches. While one waits at the broker so does whatever else this
   * consumer asks: questions are for another.
   */
  Consumer<String, byte[]> follower() {
    return consumer(IDLE_FETCH);
  }

  private Consumer<String, byte[]> consumer(Duration longestFetch) {
    Map<String, Object> config = new HashMap<>(properties);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    int idle = (int) longestFetch.toMillis();
    int patience = idle + (int) REQUEST.toMillis();
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, idle);
    config.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, patience);
    config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, patience);
    return new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
  }

  /** What to do with a record. */
  interface Taker {
    void take(ConsumerRecord<String, byte[]> record) throws Exception;
  }

  /** Where the committed part of a topic ends now. */
  long end(Topic topic) {
    Consumer<String, byte[]> reader = consumer(READER_WAIT);
    try {
      return end(reader, topic);
    } finally {
      close(reader);
    }
  }

  private static long end(Consumer<String, byte[]> reader, Topic topic) {
    // Asked first: a topic that is not there would only be waited for.
    if (reader.partitionsFor(topic.name()).isEmpty()) {
      throw new TimeoutException("there is no topic " + topic);
    }
    TopicPartition partition = partition(topic);
    return reader.endOffsets(List.of(partition)).get(partition);
  }

  /**
   * Gives every record from a topic's start to an end asked for before. Transaction markers take
   * offsets too, so the end is a position.
   */
  void read(Topic topic, long end, Taker taker) throws Exception {
    TopicPartition partition = partition(topic);
    Consumer<String, byte[]> reader = consumer(READER_WAIT);
    try {
      reader.assign(List.of(partition));
      reader.seekToBeginning(List.of(partition));
      while (reader.position(partition) < end) {
        if (closed.getAsBoolean()) {
          throw new WakeupException();
        }
        for (ConsumerRecord<String, byte[]> record : reader.poll(POLL)) {
          if (record.offset() < end) {
            taker.take(record);
          }
        }
      }
    } finally {
      close(reader);
    }
  }

  String clusterId() throws InterruptedException {
    Map<String, Object> config = new HashMap<>(properties);
    config.put("request.timeout.ms", (int) REQUEST.toMillis());
    config.put("default.api.timeout.ms", (int) REQUEST.toMillis());
    try (Admin admin = Admin.create(config)) {
      return admin.describeCluster().clusterId().get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException kafka
          ? kafka
          : new KafkaException(String.valueOf(e.getCause()), e.getCause());
    }
  }

  /** A consumer without a group owes the broker no good-bye, and its last fetch may wait there. */
  static void close(Consumer<?, ?> consumer) {
    try {
      consumer.close(CloseOptions.timeout(Duration.ZERO));
    } catch (InterruptException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Of several headers of one name the last counts. */
  static TopicRecord plain(ConsumerRecord<String, byte[]> record) {
    LinkedHashMap<String, String> headers = new LinkedHashMap<>();
    for (Header header : record.headers()) {
      byte[] value = header.value();
      headers.put(header.key(), value == null ? "" : new String(value, StandardCharsets.UTF_8));
    }
    String key = record.key();
    return new TopicRecord(key == null ? "" : key, record.value(), headers);
  }
}
