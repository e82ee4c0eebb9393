package io.meshlog.xds.generate;

import io.meshlog.xds.XdsResource;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** What is made once for all who need the same. Any number of threads. Bounded. */
final class Alike {
  private final Calls calls = new Calls();

  /** Resources that somebody still holds. */
  private final Map<XdsResource, WeakReference<XdsResource>> shared = new WeakHashMap<>();

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
