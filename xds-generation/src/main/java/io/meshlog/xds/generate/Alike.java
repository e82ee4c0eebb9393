package io.meshlog.xds.generate;

import io.meshlog.xds.XdsResource;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which sidecars are alike, so that what they have in common is made once for all replicas of a
 * workload, and which resources are. Any number of threads. Bounded.
 */
final class Alike {
  private static final int MOST = 4096;

  private final Map<Likeness, Group> groups = new ConcurrentHashMap<>();
  private final Calls calls = new Calls();

  /** Resources that somebody still holds. */
  private final Map<XdsResource, WeakReference<XdsResource>> shared = new WeakHashMap<>();

  /** Those that are like this. Who knows its group need not ask again. */
  Group group(Likeness likeness) {
    if (groups.size() >= MOST) {
      groups.clear();
    }
    return groups.computeIfAbsent(likeness, Group::new);
  }

  Calls calls() {
    return calls;
  }

  /** One instance for all equal resources. */
  XdsResource one(XdsResource resource) {
    synchronized (shared) {
      WeakReference<XdsResource> reference = shared.get(resource);
      @Nullable XdsResource known = reference == null ? null : reference.get();
      if (known != null) {
        return known;
      }
      shared.put(resource, new WeakReference<>(resource));
      return resource;
    }
  }
}
