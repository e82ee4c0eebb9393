package io.meshlog.api.resource;

import io.meshlog.api.error.Problem;
import io.meshlog.api.error.ProblemException;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.WriteContext;

/**
 * Which control plane this is, and what it may be asked to write (rest-and-dataplane-protocol.md
 * 2.7).
 *
 * @param self Global or a zone
 * @param federated whether it is a zone that belongs to a federation
 * @param readOnly whether no user may write anything
 */
public record Deployment(Origin self, boolean federated, boolean readOnly) {

  public boolean global() {
    return self.isGlobal();
  }

  public WriteContext writeContext() {
    return new WriteContext(self, federated);
  }

  public boolean writable(ResourceType<?> type) {
    if (readOnly) {
      return false;
    }
    return global() ? type.writers().global() : !federated || type.writers().zone();
  }

  /** Refuses a write of a type that is not written here, before anything else is looked at. */
  public void mustBeWritable(ResourceType<?> type) {
    if (!writable(type)) {
      throw refused(type.name());
    }
  }

  /** The refusal of any write of a type, by its name. */
  public ProblemException refused(String type) {
    return Problem.of(405, "Method not allowed", global() ? globalText(type) : ZONE_TEXT).raise();
  }

  private static String globalText(String type) {
    return "On global control plane you can not modify "
        + type.toLowerCase(java.util.Locale.ROOT)
        + " resources with 'kumactl apply' or via the HTTP API. You can still use 'kumactl' or the"
        + " HTTP API to modify them on the zone control plane.\n";
  }

  private static final String ZONE_TEXT =
      "On zone control plane you can only modify zone resources with 'kumactl apply' or via the"
          + " HTTP API. You can still use 'kumactl' or the HTTP API to modify the rest of the"
          + " resource on the global control plane.\n";
}
