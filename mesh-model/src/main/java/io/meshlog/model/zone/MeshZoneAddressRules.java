package io.meshlog.model.zone;

import io.meshlog.model.resource.AddressRules;
import io.meshlog.model.resource.SchemaRules;
import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Violations;
import java.util.List;

/** Which MeshZoneAddresses are accepted: Kuma's schema, and an address that can be dialled. */
public final class MeshZoneAddressRules implements SpecRules<MeshZoneAddressSpec> {
  private static final int MAX_PORT = 65535;

  @Override
  public void validate(MeshZoneAddressSpec spec, Violations at) {
    SchemaRules.text(spec.address(), 1, Integer.MAX_VALUE, "address", at);
    SchemaRules.number(spec.port(), 1, MAX_PORT, "port", at);
    if (at.isEmpty()) {
      AddressRules.reachable(spec.address(), at.at("address"));
    }
  }

  @Override
  public List<String> warnings(String name, MeshZoneAddressSpec spec) {
    return List.of(
        "MeshZoneAddress is stored but has no effect: other zones dial the ZoneIngress's advertised"
            + " address");
  }
}
