package io.meshlog.model.zone;

import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.resource.WriteContext;
import io.meshlog.model.zone.ZoneEgressSpec.Networking;
import java.util.Objects;

/** Which ZoneEgresses are accepted (rest-and-dataplane-protocol.md 7.2). */
public final class ZoneEgressRules implements SpecRules<ZoneEgressSpec> {
  @Override
  public void validate(ZoneEgressSpec spec, Violations violations) {
    Networking net = Objects.requireNonNullElse(spec.networking(), new Networking(null, 0, null));
    ZoneProxyRules.networking(
        net.address(),
        net.port(),
        net.admin() == null ? 0 : net.admin().port(),
        violations.at("networking"));
  }

  @Override
  public Stamped<ZoneEgressSpec> stamp(ZoneEgressSpec spec, WriteContext context) {
    return new Stamped<>(
        new ZoneEgressSpec(ZoneProxyRules.zone(spec.zone(), context), spec.networking()),
        ZoneProxyRules.warnings(spec.zone(), context));
  }

  @Override
  public Labels label(ZoneEgressSpec spec, Labels labels) {
    return labels.with(Labels.PROXY_TYPE, "zoneegress");
  }
}
