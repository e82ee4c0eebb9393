package io.meshlog.model.target;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a target reference may be at one place of one policy (policies.md 1.2.1).
 *
 * @param listenerTags whether kind MeshGateway may narrow by {@code tags}
 * @param inbound whether the policy acts on inbounds, so that Dataplane may have a section
 */
public record RefPosition(Set<TargetKind> kinds, boolean listenerTags, boolean inbound) {
  public RefPosition {
    kinds = Collections.unmodifiableSet(EnumSet.copyOf(kinds));
  }

  public static RefPosition of(TargetKind first, TargetKind... more) {
    return new RefPosition(EnumSet.of(first, more), false, false);
  }

  /** The kinds that most top-level references accept: Mesh to MeshServiceSubset, and Dataplane. */
  public static RefPosition top(boolean inbound, TargetKind... more) {
    EnumSet<TargetKind> kinds =
        EnumSet.of(
            TargetKind.MESH,
            TargetKind.MESH_SUBSET,
            TargetKind.MESH_SERVICE,
            TargetKind.MESH_SERVICE_SUBSET,
            TargetKind.DATAPLANE);
    kinds.addAll(List.of(more));
    return new RefPosition(kinds, true, inbound);
  }
}
