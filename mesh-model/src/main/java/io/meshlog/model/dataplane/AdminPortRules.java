package io.meshlog.model.dataplane;

import io.meshlog.model.dataplane.DataplaneSpec.Networking;
import io.meshlog.model.resource.AddressRules;
import io.meshlog.model.resource.Violations;
import java.util.Objects;

/**
 * Envoy's admin listens on loopback: a port of the Dataplane that does too must be another
 * (rest-and-dataplane-protocol.md 7.1).
 */
record AdminPortRules(Networking net) {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int MAX_PORT = 65535;

  void validate(Violations at) {
    int port = net.admin() == null ? 0 : net.admin().port();
    if (port == 0) {
      return;
    }
    if (port < 0 || port > MAX_PORT) {
      AddressRules.port(port, at.at("port"));
      return;
    }
    boolean inbound =
        net.inbounds().stream()
            .anyMatch(in ->
                (in.port() == port
                        && AddressRules.overlap(LOOPBACK, DataplaneRules.address(net, in)))
                    || (in.workloadPort() == port
                        && AddressRules.overlap(
                            LOOPBACK, Objects.requireNonNullElse(in.serviceAddress(), LOOPBACK))));
    if (inbound) {
      at.add("port", "must differ from inbound");
    }
    if (net.outbounds().stream()
        .anyMatch(
            out -> out.port() == port && AddressRules.overlap(LOOPBACK, out.listenAddress()))) {
      at.add("port", "must differ from outbound");
    }
  }
}
