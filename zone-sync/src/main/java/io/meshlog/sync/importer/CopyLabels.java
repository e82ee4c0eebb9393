package io.meshlog.sync.importer;

import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import tools.jackson.databind.node.ObjectNode;

/**
 * The labels a copy has and its source may lack (rest-and-dataplane-protocol.md 2.4 and 2.6). All
 * follow from the key, so the state hash leaves them out and the log keeps what clients see. A copy
 * that keeps its name (Mesh, Secret, Zone) gains the origin only.
 */
final class CopyLabels {
  private CopyLabels() {}

  static void addTo(ObjectNode labels, ResourceType<?> type, ResourceKey key) {
    labels.put(Labels.ORIGIN, key.origin().label());
    if (type.keepsName()) {
      return;
    }
    labels.put(Labels.DISPLAY_NAME, key.name());
    if (!key.origin().isGlobal()) {
      labels.put(Labels.ZONE, key.origin().zone());
    }
  }
}
