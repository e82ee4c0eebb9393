package io.meshlog.sync.kafka;

import io.meshlog.model.event.Position;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How to reach Kafka and how to treat it.
 *
 * @param bootstrapServers {@code host:port}, separated by commas
 * @param replicationFactor of the topics made here; empty: the broker's default
 * @param minInsyncReplicas of the topics made here; empty: the broker's default
 * @param requestTimeout of one request; also how long a client call may block while Kafka is down
 * @param deliveryTimeout after which a record that is not acknowledged counts as failed
 * @param transactionTimeout after which the broker aborts a silent publisher's transaction
 * @param retryAfter and {@code retryAtMost}: pause before a failed session is tried again, doubling
 * @param idleFetch how long a fetch waits at the broker when there is nothing new
 * @param batch events per Kafka transaction and per import transaction
 * @param checkpointEvery events between two checkpoints of a busy channel
 * @param checkpointAfter pause after a change before a checkpoint says what is held
 * @param heartbeat interval of a zone's status
 * @param offlineAfter silence after which Global calls a zone offline
 * @param follows people's word that our log takes the place of the one with this position
 * @param clientProperties passed on to every client, e.g. {@code security.protocol}
 */
public record KafkaSettings(
    String bootstrapServers,
    Optional<Short> replicationFactor,
    Optional<Integer> minInsyncReplicas,
    Duration requestTimeout,
    Duration deliveryTimeout,
    Duration transactionTimeout,
    Duration retryAfter,
    Duration retryAtMost,
    Duration idleFetch,
    int batch,
    int checkpointEvery,
    Duration checkpointAfter,
    Duration heartbeat,
    Duration offlineAfter,
    Optional<Position> follows,
    Map<String, String> clientProperties) {

  public KafkaSettings {
    clientProperties = Map.copyOf(clientProperties);
  }
}
