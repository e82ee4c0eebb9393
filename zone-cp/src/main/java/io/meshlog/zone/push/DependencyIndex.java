package io.meshlog.zone.push;

import io.meshlog.xds.Dep;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Which slots depend on what. Safe for any thread. */
final class DependencyIndex {
  private final Map<Dep, Set<ProxySlot>> dependents = new ConcurrentHashMap<>();

  /** Replaces what a slot depends on. */
  void move(ProxySlot slot, Set<Dep> from, Set<Dep> to) {
    for (Dep dep : to) {
      if (!from.contains(dep)) {
        dependents.compute(dep, (_, slots) -> with(slots, slot));
      }
    }
    for (Dep dep : from) {
      if (!to.contains(dep)) {
        dependents.computeIfPresent(
            dep,
            (_, slots) -> {
              slots.remove(slot);
              return slots.isEmpty() ? null : slots;
            });
      }
    }
  }

  private static Set<ProxySlot> with(@Nullable Set<ProxySlot> slots, ProxySlot slot) {
    Set<ProxySlot> all = slots == null ? ConcurrentHashMap.newKeySet(1) : slots;
    all.add(slot);
    return all;
  }

  /** May miss a slot that is being added at this moment, and only such a one. */
  Collection<ProxySlot> of(Dep dep) {
    return dependents.getOrDefault(dep, Collections.emptySet());
  }

  int size() {
    return dependents.size();
  }
}
