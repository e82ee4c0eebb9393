package io.meshlog.xds.policy;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Remembers results of a pure function; starts anew when it holds too many, so its size is bounded.
 * Any number of threads.
 */
final class Memo<K, V> {
  private final int limit;
  private final Map<K, V> known = new ConcurrentHashMap<>();

  Memo(int limit) {
    this.limit = limit;
  }

  V get(K key, Function<K, V> function) {
    V value = known.get(key);
    if (value == null) {
      if (known.size() >= limit) {
        known.clear();
      }
      value = function.apply(key);
      V first = known.putIfAbsent(key, value);
      value = first == null ? value : first;
    }
    return value;
  }

  /** Takes over what another one knows of some keys. */
  void keep(Memo<K, V> other, Predicate<K> wanted) {
    other.known.forEach((key, value) -> {
      if (wanted.test(key)) {
        known.put(key, value);
      }
    });
  }

  int size() {
    return known.size();
  }
}
