package io.meshlog.xds.generate;

import io.meshlog.xds.Reach;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.state.MeshView;
import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints behind the calls of sidecars that are alike, looked up once for each state of their
 * mesh. As long as none of them changes, the same map is given. Any number of threads.
 */
final class SharedEndpoints {
  private final Map<String, Reach> reaches;
  private volatile @Nullable Found last;

  /** The state is not held: it is asked of for a moment only. */
  private record Found(WeakReference<MeshView> in, SortedMap<String, XdsResource> endpoints) {}

  /**
   * @param reaches of clusters, by name
   */
  SharedEndpoints(Map<String, Reach> reaches) {
    this.reaches = Map.copyOf(reaches);
  }

  Map<String, Reach> reaches() {
    return reaches;
  }

  /** By the name of their cluster; unmodifiable. */
  SortedMap<String, XdsResource> in(MeshView mesh) {
    Found known = last;
    if (known != null && known.in().refersTo(mesh)) {
      return known.endpoints();
    }
    SortedMap<String, XdsResource> now = new TreeMap<>();
    reaches.forEach(
        (cluster, reach) -> now.put(cluster, mesh.assignment(reach.destination(), reach.spread())));
    SortedMap<String, XdsResource> kept =
        known != null && known.endpoints().equals(now)
            ? known.endpoints()
            : Collections.unmodifiableSortedMap(now);
    last = new Found(new WeakReference<>(mesh), kept);
    return kept;
  }
}
