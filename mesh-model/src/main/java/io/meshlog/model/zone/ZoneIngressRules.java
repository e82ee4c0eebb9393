package io.meshlog.model.zone;

import io.meshlog.model.resource.AddressRules;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.TagRules;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.resource.WriteContext;
import io.meshlog.model.zone.ZoneIngressSpec.Networking;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which ZoneIngresses are accepted (rest-and-dataplane-protocol.md 7.2). Users set neither the zone
 * nor what is available behind the door.
 */
public final class ZoneIngressRules implements SpecRules<ZoneIngressSpec> {
  @Override
  public void validate(ZoneIngressSpec spec, Violations violations) {
    Networking net =
        Objects.requireNonNullElse(spec.networking(), new Networking(null, null, 0, 0, null));
    Violations at = violations.at("networking");
    boolean advertisedAddress = ZoneProxyRules.given(net.advertisedAddress());
    boolean advertisedPort = net.advertisedPort() != 0;
    if (advertisedPort) {
      AddressRules.port(net.advertisedPort(), at.at("advertisedPort"));
    }
    if (advertisedPort && !advertisedAddress) {
      at.add("advertisedAddress", "has to be defined with advertisedPort");
    }
    if (advertisedAddress && !advertisedPort) {
      at.add("advertisedPort", "has to be defined with advertisedAddress");
    }
    ZoneProxyRules.networking(
        net.address(), net.port(), net.admin() == null ? 0 : net.admin().port(), at);
    if (advertisedAddress) {
      AddressRules.reachable(net.advertisedAddress(), at.at("advertisedAddress.address"));
    }
    available(spec, violations);
  }

  private static void available(ZoneIngressSpec spec, Violations violations) {
    for (int i = 0; i < spec.available().size(); i++) {
      Tags tags = spec.available().get(i).tags();
      Violations at = violations.at("availableService", i);
      if (!tags.has(Tags.SERVICE)) {
        at.add("tags", TagRules.SERVICE_MISSING);
      }
      TagRules.syntax(tags, at, "tags");
    }
  }

  @Override
  public Stamped<ZoneIngressSpec> keepDerived(
      ZoneIngressSpec spec, @Nullable ZoneIngressSpec before) {
    List<ZoneIngressSpec.AvailableService> derived =
        before == null ? List.of() : before.available();
    boolean dropped = !spec.available().isEmpty() && !spec.available().equals(derived);
    ZoneIngressSpec kept =
        new ZoneIngressSpec(
            spec.zone(), spec.networking(), before == null ? null : before.availableServices());
    return new Stamped<>(
        kept,
        dropped
            ? List.of(
                "availableServices is derived from the zone's Dataplanes: your value is ignored")
            : List.of());
  }

  @Override
  public Stamped<ZoneIngressSpec> stamp(ZoneIngressSpec spec, WriteContext context) {
    return new Stamped<>(
        new ZoneIngressSpec(
            ZoneProxyRules.zone(spec.zone(), context), spec.networking(), spec.availableServices()),
        ZoneProxyRules.warnings(spec.zone(), context));
  }

  @Override
  public Labels label(ZoneIngressSpec spec, Labels labels) {
    return labels.with(Labels.PROXY_TYPE, "zoneingress");
  }
}
