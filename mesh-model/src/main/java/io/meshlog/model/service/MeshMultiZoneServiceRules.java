package io.meshlog.model.service;

import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Violations;

/** Which MeshMultiZoneServices are accepted (policies.md 2.17). */
public final class MeshMultiZoneServiceRules implements SpecRules<MeshMultiZoneServiceSpec> {
  @Override
  public void validate(MeshMultiZoneServiceSpec spec, Violations violations) {
    if (spec.wanted().isEmpty()) {
      violations.add("selector.meshService.matchLabels", "must have at least one label");
    }
    PortRules.validate(spec.portsOrNone(), violations);
    for (int i = 0; i < spec.portsOrNone().size(); i++) {
      if (spec.portsOrNone().get(i).targetPort() != null) {
        violations
            .at("ports", i)
            .add("targetPort", "must not be set: the MeshServices behind it say where they listen");
      }
    }
  }
}
