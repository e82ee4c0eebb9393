package io.meshlog.xds.generate;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which sidecars are alike. A group is held by who belongs to it: what it remembers goes with the
 * last of them. Any number of threads. Bounded.
 */
final class Groups {
  private static final int MOST = 4096;

  private final Map<Likeness, WeakReference<Group>> groups = new HashMap<>();

  /** Those that are like this. Who knows its group need not ask again. */
  synchronized Group of(Likeness likeness) {
    WeakReference<Group> reference = groups.get(likeness);
    @Nullable Group known = reference == null ? null : reference.get();
    if (known == null) {
      if (groups.size() >= MOST) {
        groups.clear();
      }
      known = new Group(likeness);
      groups.put(likeness, new WeakReference<>(known));
    }
    return known;
  }
}
