package io.meshlog.events.envelope;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a record that a reader could not use, for whoever watches the federation.
 *
 * @param topic and {@code offset}: where the record stands
 * @param reader the control plane that could not use it
 * @param reason for people
 * @param key the record's own
 * @param value the record's own, whatever it is
 * @param headers the record's own
 */
public record DeadLetter(
    String topic,
    long offset,
    String reader,
    String reason,
    String key,
    byte @Nullable [] value,
    Map<String, String> headers) {

  public static final String REASON = "meshlog_dlt_reason";
  public static final String READER = "meshlog_dlt_reader";
  public static final String KEY = "meshlog_dlt_key";

  public TopicRecord written() {
    LinkedHashMap<String, String> all = new LinkedHashMap<>(headers);
    all.put(REASON, reason);
    all.put(READER, reader);
    all.put(KEY, key);
    return new TopicRecord(topic + "-0-" + offset, value, all);
  }
}
