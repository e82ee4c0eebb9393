package io.meshlog.xds.state;

import io.meshlog.xds.Dep;
import java.util.Set;

/**
 * A step of the state.
 *
 * @param touched a config that depends on none of these is as it was
 * @param offerChanged whether {@link MeshState#availableServices} differs from before
 */
public record Advance(MeshState state, Set<Dep> touched, boolean offerChanged) {
  public Advance {
    touched = Set.copyOf(touched);
  }
}
