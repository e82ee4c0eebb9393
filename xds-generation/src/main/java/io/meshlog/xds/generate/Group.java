package io.meshlog.xds.generate;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.mesh.MeshSpec.CaBackend;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.target.GatewayListeners;
import io.meshlog.xds.baseline.VirtualOutbounds;
import io.meshlog.xds.draft.MeshPolicies;
import io.meshlog.xds.draft.MeshPolicies.Selection;
import io.meshlog.xds.draft.VirtualServices;
import io.meshlog.xds.secrets.IdentityRequest;
import io.meshlog.xds.state.MeshView;
import java.lang.ref.WeakReference;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sidecars that are alike, with what was last found out for one of them and is good for all: the
 * policies that select them, and what they have for their calls. That counts only for a state of
 * the mesh that gives the same answers to all that was asked when it was made, and with the same
 * policies; in the very state it was last found good for, nothing is asked again. Any number of
 * threads; two may make the same, with equal results.
 */
final class Group {
  private final Likeness likeness;
  private volatile @Nullable Selected selected;
  private volatile @Nullable Made made;
  private volatile @Nullable Identity identity;

  private record Identity(CaBackend backend, Optional<IdentityRequest> request) {}

  private record Selected(WeakReference<MeshPolicies> by, Selection selection) {}

  /**
   * @param in the state in which this was last found good; not held
   */
  private record Made(
      Object policies,
      VirtualServices virtual,
      AskedFacts.Answers answers,
      OutgoingHalf half,
      WeakReference<MeshView> in) {

    boolean foundGood(MeshView mesh, VirtualServices now, Object selecting) {
      return in.refersTo(mesh) && virtual == now && policies == selecting;
    }

    boolean holdsFor(MeshView mesh, VirtualServices now, Object selecting) {
      return policies.equals(selecting) && virtual.equals(now) && answers.sameIn(mesh);
    }

    Made foundGoodIn(MeshView mesh, VirtualServices now, Object selecting) {
      return new Made(selecting, now, answers, half, new WeakReference<>(mesh));
    }
  }

  Group(Likeness likeness) {
    this.likeness = likeness;
  }

  /** The policies that select one of them, which is no builtin gateway. */
  Selection selecting(MeshPolicies policies, Resource<DataplaneSpec> one) {
    if (policies.byName()) {
      return policies.selecting(one, GatewayListeners.NONE);
    }
    Selected known = selected;
    if (known != null && known.by().refersTo(policies)) {
      return known.selection();
    }
    Selection selection =
        known == null
            ? policies.selecting(one, GatewayListeners.NONE)
            : policies.selecting(one, known.selection());
    selected = new Selected(new WeakReference<>(policies), selection);
    return selection;
  }

  /** The certificate that each of them should hold. */
  Optional<IdentityRequest> identity(CaBackend backend) {
    Identity known = identity;
    if (known == null || known.backend() != backend) {
      Resource<DataplaneSpec> one = likeness.dataplane();
      known = new Identity(backend, IdentityRequest.of(one.mesh(), backend, one));
      identity = known;
    }
    return known.request();
  }

  /**
   * What they have for their calls; empty when the policies must see the proxy itself, or it has
   * what no other may have.
   */
  Optional<OutgoingHalf> outgoing(Sidecar sidecar, Selection selection, Alike alike) {
    if (sidecar.gateway().isPresent() || !sidecar.others().called().isEmpty()) {
      return Optional.empty();
    }
    return selection.outgoing().map(policies -> outgoing(sidecar, selection, policies, alike));
  }

  private OutgoingHalf outgoing(
      Sidecar sidecar, Selection selection, Object policies, Alike alike) {
    MeshView mesh = sidecar.mesh();
    VirtualServices virtual =
        VirtualOutbounds.wanted(sidecar.facts(), sidecar.spec())
            ? sidecar.state().virtual(mesh.name())
            : VirtualServices.NONE;
    Made known = made;
    if (known != null && known.foundGood(mesh, virtual, policies)) {
      return known.half();
    }
    if (known != null && known.holdsFor(mesh, virtual, policies)) {
      made = known.foundGoodIn(mesh, virtual, policies);
      return known.half();
    }
    AskedFacts asked = new AskedFacts(mesh);
    OutgoingHalf half = OutgoingHalf.of(mesh, asked, virtual, likeness, selection, policies, alike);
    half = known == null ? half : half.keeping(known.half());
    made = new Made(policies, virtual, asked.answers(), half, new WeakReference<>(mesh));
    return half;
  }
}
