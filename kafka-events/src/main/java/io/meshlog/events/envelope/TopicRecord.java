package io.meshlog.events.envelope;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * A record of a topic, apart from any Kafka client.
 *
 * @param value null for a tombstone
 * @param headers in the order they are written; the values are UTF-8 text
 */
public record TopicRecord(
    String key, byte @Nullable [] value, SequencedMap<String, String> headers) {

  public TopicRecord {
    headers = new LinkedHashMap<>(headers);
  }

  public @Nullable String header(String name) {
    return headers.get(name);
  }

  /** The same record without a value: compaction forgets the key. */
  public TopicRecord asTombstone() {
    return new TopicRecord(key, null, headers);
  }
}
