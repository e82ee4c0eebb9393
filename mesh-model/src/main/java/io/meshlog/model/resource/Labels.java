package io.meshlog.model.resource;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Labels of a resource, sorted by key. */
public record Labels(@JsonValue SortedMap<String, String> values) {
  public static final String ORIGIN = "kuma.io/origin";
  public static final String ZONE = "kuma.io/zone";
  public static final String MESH = "kuma.io/mesh";
  public static final String ENV = "kuma.io/env";
  public static final String NAMESPACE = "k8s.kuma.io/namespace";
  public static final String DISPLAY_NAME = "kuma.io/display-name";
  public static final String PROXY_TYPE = "kuma.io/proxy-type";
  public static final String EFFECT = "kuma.io/effect";
  public static final String LISTENER_ZONE_INGRESS = "kuma.io/listener-zoneingress";
  public static final String LISTENER_ZONE_EGRESS = "kuma.io/listener-zoneegress";
  public static final String WORKLOAD = "kuma.io/workload";

  public static final Labels EMPTY = new Labels(new TreeMap<>());

  public Labels {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static Labels of(@Nullable Map<String, String> values) {
    return values == null || values.isEmpty() ? EMPTY : new Labels(new TreeMap<>(values));
  }

  public static Labels of(String key, String value) {
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

  public Labels with(String key, String value) {
    TreeMap<String, String> copy = new TreeMap<>(values);
    copy.put(key, value);
    return new Labels(copy);
  }

  public Labels without(String key) {
    if (!values.containsKey(key)) {
      return this;
    }
    TreeMap<String, String> copy = new TreeMap<>(values);
    copy.remove(key);
    return of(copy);
  }

  /** Whether all of the wanted labels are here with equal values. */
  public boolean contain(Labels wanted) {
    return values.entrySet().containsAll(wanted.values.entrySet());
  }
}
