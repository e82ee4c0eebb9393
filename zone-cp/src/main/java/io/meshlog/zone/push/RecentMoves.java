package io.meshlog.zone.push;

import io.meshlog.xds.Dep;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What the last few moves of the state touched, for who was not in the index yet. One writer, any
 * number of readers.
 */
final class RecentMoves {
  private static final int KEPT = 64;

  private final AtomicReferenceArray<Set<Dep>> touched = new AtomicReferenceArray<>(KEPT);
  private final AtomicLong count = new AtomicLong();

  /** Before the index is looked at for this move. */
  void add(Set<Dep> deps) {
    long next = count.get() + 1;
    touched.set((int) (next % KEPT), deps);
    count.set(next);
  }

  long count() {
    return count.get();
  }

  /**
   * What was touched after the first {@code seen} moves. Empty when these are too many to be known.
   */
  Optional<Set<Dep>> since(long seen) {
    Set<Dep> all = new HashSet<>();
    long now = count.get();
    for (long move = seen + 1; move <= now && now - seen < KEPT; move++) {
      all.addAll(touched.get((int) (move % KEPT)));
    }
    // Whoever comes this late may have read what was written over meanwhile.
    return count.get() - seen < KEPT ? Optional.of(all) : Optional.empty();
  }
}
