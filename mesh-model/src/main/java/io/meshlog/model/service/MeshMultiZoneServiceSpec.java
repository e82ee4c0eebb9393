package io.meshlog.model.service;

import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Spec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** MeshServices of several zones under one name (policies.md 2.17). Made at Global only. */
public record MeshMultiZoneServiceSpec(
    @Nullable Selector selector, @Nullable List<ServicePort> ports) implements Spec {

  public record Selector(@Nullable MeshServices meshService) {}

  public record MeshServices(@Nullable Labels matchLabels) {}

  /** The labels a MeshService must have; empty when none were said, which selects nothing. */
  public Labels wanted() {
    return selector == null
            || selector.meshService() == null
            || selector.meshService().matchLabels() == null
        ? Labels.EMPTY
        : selector.meshService().matchLabels();
  }

  public boolean selects(Labels labels) {
    return !wanted().isEmpty() && labels.contain(wanted());
  }

  public List<ServicePort> portsOrNone() {
    return ports == null ? List.of() : ports;
  }
}
