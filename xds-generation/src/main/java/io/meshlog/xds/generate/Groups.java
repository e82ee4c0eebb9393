package io.meshlog.xds.generate;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which sidecars are alike. Any number of threads. Bounded. */
final class Groups {
  private static final int MOST = 4096;

  private final Map<Likeness, Group> groups = new ConcurrentHashMap<>();

  /** Those that are like this. Who knows its group need not ask again. */
  Group of(Likeness likeness) {
    if (groups.size() >= MOST) {
      groups.clear();
    }
    return groups.computeIfAbsent(likeness, Group::new);
  }
}
