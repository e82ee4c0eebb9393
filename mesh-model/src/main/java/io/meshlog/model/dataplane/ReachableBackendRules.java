package io.meshlog.model.dataplane;

import io.meshlog.model.dataplane.DataplaneSpec.ReachableBackend;
import io.meshlog.model.dataplane.DataplaneSpec.ReachableBackends;
import io.meshlog.model.dataplane.DataplaneSpec.TransparentProxying;
import io.meshlog.model.resource.Violations;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * References of {@code transparentProxying.reachableBackends}. Clients know the field path with a
 * letter missing (rest-and-dataplane-protocol.md 7.1).
 */
final class ReachableBackendRules {
  private ReachableBackendRules() {}

  static void validate(TransparentProxying transparentProxying, Violations networking) {
    ReachableBackends backends = transparentProxying.reachableBackends();
    List<ReachableBackend> refs =
        backends == null || backends.refs() == null ? List.of() : backends.refs();
    for (int i = 0; i < refs.size(); i++) {
      ref(refs.get(i), networking.at("transparentProxing.reachableBackends").at("refs", i));
    }
  }

  private static void ref(ReachableBackend ref, Violations at) {
    boolean name = given(ref.name());
    boolean labels = !ref.labels().isEmpty();
    if (ref.kind() == null || !OutboundRules.kind(ref.kind())) {
      at.add("kind", OutboundRules.KINDS_WANTED);
    }
    if (!name && !labels) {
      at.add("name", "name or labels are required");
    }
    if (!name && given(ref.namespace())) {
      at.add("name", "name is required, when namespace is defined");
    }
    if (name && labels) {
      at.add("labels", "labels cannot be defined when name is specified");
    }
  }

  private static boolean given(@Nullable String text) {
    return text != null && !text.isEmpty();
  }
}
