package io.meshlog.store.imports;

import io.meshlog.model.resource.Channel;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far this log has taken in another log's channel.
 *
 * @param epoch {@code seq}, {@code pos}: the newest event taken in; 0 before the first
 * @param hash of that event in the exported chain
 * @param place where to read on; null when nothing was read from Kafka yet
 */
public record ImportCursor(
    UUID logId,
    Channel channel,
    int epoch,
    long seq,
    long pos,
    byte[] hash,
    @Nullable KafkaPlace place) {

  /**
   * Where to read on.
   *
   * @param nextOffset of the first record not yet taken in
   */
  public record KafkaPlace(
      @Nullable String clusterId,
      String topic,
      int partition,
      long nextOffset,
      @Nullable Integer leaderEpoch) {}
}
