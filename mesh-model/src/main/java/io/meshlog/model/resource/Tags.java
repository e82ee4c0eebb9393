package io.meshlog.model.resource;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonSerialize;

/**
 * Tags of an inbound, outbound or selector, sorted by key (so that every output that lists them is
 * deterministic).
 */
@JsonSerialize(using = TagsSerializer.class)
public record Tags(SortedMap<String, String> values) {
  public static final String SERVICE = "kuma.io/service";
  public static final String PROTOCOL = "kuma.io/protocol";
  public static final String ZONE = "kuma.io/zone";

  /** Of an outbound to another mesh, and of what may be called from there. */
  public static final String MESH = "kuma.io/mesh";

  public static final Tags EMPTY = new Tags(new TreeMap<>());

  public Tags {
    TreeMap<String, String> copy = new TreeMap<>(values);
    // A value that is none is an empty one: the rules refuse both.
    copy.replaceAll((key, value) -> Objects.requireNonNullElse(value, ""));
    values = Collections.unmodifiableSortedMap(copy);
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static Tags of(@Nullable Map<String, String> values) {
    return values == null || values.isEmpty() ? EMPTY : new Tags(new TreeMap<>(values));
  }

  public static Tags of(String key, String value) {
    return of(Map.of(key, value));
  }

  /** The value, or null when the key is absent. */
  public @Nullable String get(String key) {
    return values.get(key);
  }

  public String getOrEmpty(String key) {
    return values.getOrDefault(key, "");
  }

  public boolean has(String key) {
    return values.containsKey(key);
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  public Tags with(String key, String value) {
    TreeMap<String, String> copy = new TreeMap<>(values);
    copy.put(key, value);
    return new Tags(copy);
  }

  public Tags without(String key) {
    if (!values.containsKey(key)) {
      return this;
    }
    TreeMap<String, String> copy = new TreeMap<>(values);
    copy.remove(key);
    return of(copy);
  }

  /** Value of {@code kuma.io/service}, empty when absent. */
  public String service() {
    return getOrEmpty(SERVICE);
  }

  /** Value of {@code kuma.io/zone}, empty when absent. */
  public String zone() {
    return getOrEmpty(ZONE);
  }

  /**
   * Whether these tags satisfy a selector: every selector key is present with an equal value, and
   * the selector value {@code *} accepts any (policies.md 1.3).
   */
  public boolean satisfy(Tags selector) {
    return selector.values.entrySet().stream()
        .allMatch(want -> {
          String have = values.get(want.getKey());
          return have != null && (want.getValue().equals("*") || want.getValue().equals(have));
        });
  }
}
