package io.meshlog.sync.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Makes Kafka clients; whoever asks for one closes it. Thread-safe. */
public final class KafkaClients {
  /** How long a producer may take to send what it was given. */
  private static final Duration PRODUCER_PATIENCE = Duration.ofSeconds(2);

  private static final Duration READER_WAIT = Duration.ofMillis(50);
  private static final long CONNECTIONS_IDLE_MS = Duration.ofMinutes(9).toMillis();

  private final KafkaSettings settings;
  private final String clientId;

  /**
   * @param clientId how the broker's logs and quotas name this control plane
   */
  public KafkaClients(KafkaSettings settings, String clientId) {
    this.settings = settings;
    this.clientId = clientId;
  }

  public KafkaSettings settings() {
    return settings;
  }

  /** A producer of facts: idempotent, no transactions. */
  public Producer<String, byte[]> producer(String purpose) {
    return new KafkaProducer<>(
        producerConfig(purpose), new StringSerializer(), new ByteArraySerializer());
  }

  /** A producer whose transactions fence those of an earlier one with the same id. */
  public Producer<String, byte[]> transactionalProducer(String purpose, String transactionalId) {
    Map<String, Object> config = producerConfig(purpose);
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    config.put(
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) settings.transactionTimeout().toMillis());
    return new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
  }

  /**
   * A consumer of committed records that waits for new ones in long polls, to be assigned by hand;
   * it belongs to no group. While a fetch of it waits at the broker, so does whatever else it asks:
   * questions are for {@link #reader}.
   */
  public Consumer<String, byte[]> consumer(String purpose) {
    // A quiet topic costs one request per idleFetch; new records are answered at once.
    return consumer(purpose, settings.idleFetch());
  }

  /** As {@link #consumer}, for reading what is there now. */
  public Consumer<String, byte[]> reader(String purpose) {
    return consumer(purpose, READER_WAIT);
  }

  private Consumer<String, byte[]> consumer(String purpose, Duration longestFetch) {
    Map<String, Object> config = common(purpose);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, settings.batch());
    int idle = (int) longestFetch.toMillis();
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, idle);
    config.put(
        ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
        idle + (int) settings.requestTimeout().toMillis());
    config.put(
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
        idle + (int) settings.requestTimeout().toMillis());
    return new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
  }

  public Admin admin(String purpose) {
    Map<String, Object> config = common(purpose);
    int timeout = (int) settings.requestTimeout().toMillis();
    config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeout);
    config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeout);
    return Admin.create(config);
  }

  /**
   * Closes at once: a consumer that belongs to no group has nothing to say to the broker, and its
   * last fetch may wait there. An interrupt has done its work by then and would only make noise.
   */
  public static void close(Consumer<?, ?> consumer) {
    Thread.interrupted();
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }

  /** Closes after what is on its way has been sent, for a moment. */
  public static void close(Producer<?, ?> producer) {
    Thread.interrupted();
    producer.close(PRODUCER_PATIENCE);
  }

  /** Closes at once: what was asked and not yet answered is no longer wanted. */
  static void close(Admin admin) {
    admin.close(Duration.ZERO);
  }

  private Map<String, Object> producerConfig(String purpose) {
    Map<String, Object> config = common(purpose);
    int timeout = (int) settings.requestTimeout().toMillis();
    int delivery = (int) settings.deliveryTimeout().toMillis();
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeout);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeout);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.max(delivery, timeout));
    return config;
  }

  private Map<String, Object> common(String purpose) {
    Map<String, Object> config = new HashMap<>(settings.clientProperties());
    config.put("bootstrap.servers", settings.bootstrapServers());
    config.put("client.id", clientId + '-' + purpose);
    config.put("reconnect.backoff.ms", 100L);
    config.put("reconnect.backoff.max.ms", 2_000L);
    config.put("retry.backoff.ms", 50L);
    config.put("connections.max.idle.ms", CONNECTIONS_IDLE_MS);
    config.put("enable.metrics.push", false);
    return config;
  }
}
