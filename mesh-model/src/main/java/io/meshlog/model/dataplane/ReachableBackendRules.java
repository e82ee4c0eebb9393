package io.meshlog.model.dataplane;

import io.meshlog.model.resource.Fields;
import io.meshlog.model.resource.Violations;
import java.util.List;

/**
 * References of {@code transparentProxying.reachableBackends}. Clients know the field path with a
 * letter missing (rest-and-dataplane-protocol.md 7.1).
 */
final class ReachableBackendRules {
  private ReachableBackendRules() {}

  static void validate(Fields transparentProxying, Violations networking) {
    List<Fields> refs = transparentProxying.object("reachableBackends").objects("refs");
    for (int i = 0; i < refs.size(); i++) {
      ref(refs.get(i), networking.at("transparentProxing.reachableBackends").at("refs", i));
    }
  }

  private static void ref(Fields ref, Violations at) {
    boolean name = !ref.text("name").isEmpty();
    boolean labels = !ref.object("labels").values().isEmpty();
    if (!OutboundRules.kind(ref.text("kind"))) {
      at.add("kind", OutboundRules.KINDS_WANTED);
    }
    if (!name && !labels) {
      at.add("name", "name or labels are required");
    }
    if (!name && !ref.text("namespace").isEmpty()) {
      at.add("name", "name is required, when namespace is defined");
    }
    if (name && labels) {
      at.add("labels", "labels cannot be defined when name is specified");
    }
  }
}
