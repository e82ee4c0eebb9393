package io.meshlog.sync.config;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.meshlog.model.event.Position;
import io.meshlog.sync.kafka.KafkaSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How this control plane meets the others ({@code MESHLOG_KAFKA_*}). A zone is federated if and
 * only if {@code bootstrapServers} is set.
 *
 * @param bootstrapServers {@code host:port}, separated by commas; empty: on its own
 * @param replicationFactor of the topics made here; unset: the broker's default
 * @param minInsyncReplicas of the topics made here; unset: the broker's default
 * @param requestTimeout of one request
 * @param deliveryTimeout after which a record without acknowledgement counts as failed
 * @param transactionTimeout after which the broker aborts a silent publisher's transaction
 * @param retryAfter first pause before something that failed is tried again
 * @param retryAtMost longest such pause
 * @param idleFetch how long a fetch waits at the broker when there is nothing new
 * @param batch events per transaction
 * @param checkpointEvery events between two checkpoints of a busy channel
 * @param checkpointAfter pause after a change before a checkpoint says what is held
 * @param heartbeat interval of a zone's status
 * @param offlineAfter silence after which Global calls a zone offline
 * @param follows {@code <log>:<epoch>:<pos>}: this log takes the place of that one, which is gone
 * @param properties passed on to every Kafka client, e.g. {@code security.protocol}; may hold
 *     passwords under any name, so {@code GET /config} leaves it out
 */
@ConfigurationProperties("meshlog.kafka")
public record KafkaProperties(
    @Nullable String bootstrapServers,
    @Nullable Short replicationFactor,
    @Nullable Integer minInsyncReplicas,
    @DefaultValue("10s") Duration requestTimeout,
    @DefaultValue("20s") Duration deliveryTimeout,
    @DefaultValue("60s") Duration transactionTimeout,
    @DefaultValue("250ms") Duration retryAfter,
    @DefaultValue("5s") Duration retryAtMost,
    @DefaultValue("20s") Duration idleFetch,
    @DefaultValue("500") int batch,
    @DefaultValue("1000") int checkpointEvery,
    @DefaultValue("10s") Duration checkpointAfter,
    @DefaultValue("10s") Duration heartbeat,
    @DefaultValue("30s") Duration offlineAfter,
    @Nullable String follows,
    @JsonIgnore @DefaultValue Map<String, String> properties) {

  public KafkaProperties {
    for (String server : bootstrapServers == null ? new String[0] : bootstrapServers.split(",")) {
      require(
          bootstrapServers.isBlank() || server.strip().matches(".+:[0-9]{1,5}"),
          "BOOTSTRAP_SERVERS: '" + server + "' is not host:port");
    }
    require(replicationFactor == null || replicationFactor > 0, "REPLICATION_FACTOR must be >= 1");
    require(minInsyncReplicas == null || minInsyncReplicas > 0, "MIN_INSYNC_REPLICAS must be >= 1");
    require(batch >= 1, "BATCH must be >= 1");
    require(checkpointEvery >= 1, "CHECKPOINT_EVERY must be >= 1");
    positive("REQUEST_TIMEOUT", requestTimeout);
    positive("DELIVERY_TIMEOUT", deliveryTimeout);
    positive("TRANSACTION_TIMEOUT", transactionTimeout);
    positive("RETRY_AFTER", retryAfter);
    positive("RETRY_AT_MOST", retryAtMost);
    positive("IDLE_FETCH", idleFetch);
    positive("CHECKPOINT_AFTER", checkpointAfter);
    positive("HEARTBEAT", heartbeat);
    positive("OFFLINE_AFTER", offlineAfter);
    require(
        follows == null || follows.isBlank() || isPosition(follows),
        "FOLLOWS: '" + follows + "' is not <log id>:<epoch>:<position>");
    require(
        offlineAfter.compareTo(heartbeat) > 0, "OFFLINE_AFTER must be longer than the heartbeat");
    require(
        deliveryTimeout.compareTo(requestTimeout) >= 0,
        "DELIVERY_TIMEOUT must not be shorter than the request timeout");
  }

  private static boolean isPosition(String text) {
    try {
      return Position.parse(text).epoch() > 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void positive(String name, Duration value) {
    require(value.isPositive(), name + " must be positive");
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("MESHLOG_KAFKA_" + what);
    }
  }

  /** Whether this control plane belongs to a federation. */
  public boolean federated() {
    return bootstrapServers != null && !bootstrapServers.isBlank();
  }

  public KafkaSettings settings() {
    if (bootstrapServers == null || !federated()) {
      throw new IllegalStateException("meshlog.kafka.bootstrap-servers is not set");
    }
    return new KafkaSettings(
        bootstrapServers,
        Optional.ofNullable(replicationFactor),
        Optional.ofNullable(minInsyncReplicas),
        requestTimeout,
        deliveryTimeout,
        transactionTimeout,
        retryAfter,
        retryAtMost,
        idleFetch,
        batch,
        checkpointEvery,
        checkpointAfter,
        heartbeat,
        offlineAfter,
        Optional.ofNullable(follows).filter(text -> !text.isBlank()).map(Position::parse),
        properties);
  }
}
