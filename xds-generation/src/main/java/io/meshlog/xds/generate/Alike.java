package io.meshlog.xds.generate;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.resource.Resource;
import io.meshlog.xds.Dep;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.baseline.VirtualOutbounds;
import io.meshlog.xds.draft.MeshPolicies.Selection;
import io.meshlog.xds.draft.VirtualServices;
import io.meshlog.xds.state.MeshView;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what sidecars that are alike have in common, so that it is made once for all replicas
 * of a workload. An entry counts only for a state of the mesh that gives the same answers to all
 * that was asked when it was made, and with the same policies. Any number of threads; two may make
 * the same, with equal results. Bounded.
 */
final class Alike {
  private static final int MOST = 4096;

  private final Map<Likeness, Entry> entries = new ConcurrentHashMap<>();

  /** Resources that somebody still holds. */
  private final Map<XdsResource, WeakReference<XdsResource>> shared = new WeakHashMap<>();

  private record Entry(
      Object policies, VirtualServices virtual, AskedFacts.Answers answers, OutgoingHalf half) {

    boolean holdsFor(MeshView mesh, VirtualServices now, Object selecting) {
      return policies.equals(selecting) && virtual.equals(now) && answers.sameIn(mesh);
    }
  }

  /** Empty when the policies must see the proxy itself, or it has what no other may have. */
  Optional<OutgoingHalf> outgoing(Sidecar sidecar, Selection selection, Likeness likeness) {
    if (sidecar.gateway().isPresent() || !sidecar.others().called().isEmpty()) {
      return Optional.empty();
    }
    MeshView mesh = sidecar.mesh();
    VirtualServices virtual =
        VirtualOutbounds.wanted(sidecar.facts(), sidecar.spec())
            ? sidecar.state().virtual(mesh.name())
            : VirtualServices.NONE;
    return selection
        .outgoing()
        .map(policies -> {
          Entry known = entries.get(likeness);
          return known != null && known.holdsFor(mesh, virtual, policies)
              ? known.half()
              : made(mesh, virtual, likeness, sidecar.dataplane(), policies);
        });
  }

  private OutgoingHalf made(
      MeshView mesh,
      VirtualServices virtual,
      Likeness likeness,
      Resource<DataplaneSpec> self,
      Object policies) {
    AskedFacts asked = new AskedFacts(mesh);
    Entry old = entries.get(likeness);
    Set<Dep> deps = old == null ? Set.of() : old.half().deps();
    OutgoingHalf half =
        OutgoingHalf.of(mesh, asked, virtual, likeness, self, this::one).withDepsLike(deps);
    if (entries.size() >= MOST) {
      entries.clear();
    }
    entries.put(likeness, new Entry(policies, virtual, asked.answers(), half));
    return half;
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
