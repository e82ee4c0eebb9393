package io.meshlog.model.zone;

import io.meshlog.model.resource.AddressRules;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.resource.WriteContext;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What ZoneIngress and ZoneEgress have in common (rest-and-dataplane-protocol.md 7.2). */
final class ZoneProxyRules {
  private static final String LOOPBACK = "127.0.0.1";

  private ZoneProxyRules() {}

  /**
   * Kuma's clients know the paths of addresses with the address twice.
   *
   * @param admin 0 when none was said
   */
  static void networking(@Nullable String address, int port, int admin, Violations at) {
    AddressRules.port(port, at.at("port"));
    if (given(address)) {
      AddressRules.reachable(address, at.at("address.address"));
    }
    if (admin != 0) {
      AddressRules.port(admin, at.at("admin.port"));
      if (admin == port
          && AddressRules.overlap(LOOPBACK, Objects.requireNonNullElse(address, ""))) {
        at.add("admin.port", "must differ from port");
      }
    }
  }

  /** The zone that is stored, whatever the user said. */
  static @Nullable String zone(@Nullable String said, WriteContext context) {
    return context.self().isGlobal() ? said : context.self().zone();
  }

  /** What the user is told when it was not his. */
  static List<String> warnings(@Nullable String said, WriteContext context) {
    String zone = context.self().zone();
    return context.self().isGlobal() || !given(said) || zone.equals(said)
        ? List.of()
        : List.of(
            "zone: \""
                + said
                + "\" was replaced by \""
                + zone
                + "\", the zone of this control plane");
  }

  static boolean given(@Nullable String text) {
    return text != null && !text.isEmpty();
  }
}
