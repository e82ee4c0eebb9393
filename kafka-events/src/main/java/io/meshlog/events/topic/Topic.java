package io.meshlog.events.topic;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A topic of one partition and how long it keeps what.
 *
 * @param settings Kafka topic settings, e.g. {@code cleanup.policy}
 */
public record Topic(String name, SortedMap<String, String> settings) {
  public Topic {
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
  }

  static Topic of(String name, Map<String, String> settings) {
    return new Topic(name, new TreeMap<>(settings));
  }

  @Override
  public String toString() {
    return name;
  }
}
