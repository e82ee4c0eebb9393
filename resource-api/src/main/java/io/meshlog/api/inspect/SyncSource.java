package io.meshlog.api.inspect;

import java.util.Collection;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** How the sync of zones is, as the app tells it. May block for seconds. */
@FunctionalInterface
public interface SyncSource {
  /** Of a control plane that belongs to no federation. */
  SyncSource NONE = (zones, full) -> Map.of();

  /**
   * @param full everything, else what fits into a list
   * @return of those among the zones that this control plane can tell of
   */
  Map<String, ObjectNode> of(Collection<String> zones, boolean full);
}
