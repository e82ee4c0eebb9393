package io.meshlog.xds.state;

import java.util.Set;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;

/** Sets of values by key. Immutable; a change costs the logarithm of what is there. */
record Index<K, V>(PMap<K, PSet<V>> sets) {
  static <K, V> Index<K, V> empty() {
    return new Index<>(HashTreePMap.empty());
  }

  Set<V> at(K key) {
    return sets.getOrDefault(key, HashTreePSet.empty());
  }

  Index<K, V> plus(K key, V value) {
    return new Index<>(sets.plus(key, sets.getOrDefault(key, HashTreePSet.empty()).plus(value)));
  }

  Index<K, V> minus(K key, V value) {
    PSet<V> left = sets.getOrDefault(key, HashTreePSet.empty()).minus(value);
    return new Index<>(left.isEmpty() ? sets.minus(key) : sets.plus(key, left));
  }
}
