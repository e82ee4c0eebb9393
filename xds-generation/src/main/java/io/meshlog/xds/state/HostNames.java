package io.meshlog.xds.state;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.zone.ZoneEgressSpec;
import io.meshlog.model.zone.ZoneIngressSpec;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The host names in a resource's addresses that proxies need as IPs. */
final class HostNames {
  private HostNames() {}

  static Set<String> of(Resource<?> resource) {
    Stream<@Nullable String> addresses =
        switch (resource.spec()) {
          case DataplaneSpec dataplane -> of(dataplane);
          case ZoneIngressSpec ingress -> of(ingress);
          case ZoneEgressSpec egress ->
              Stream.ofNullable(egress.networking()).map(ZoneEgressSpec.Networking::address);
          default -> Stream.empty();
        };
    return addresses
        .filter(address -> address != null && !address.isEmpty() && !Hosts.isIp(address))
        .map(String::valueOf)
        .collect(Collectors.toSet());
  }

  private static Stream<@Nullable String> of(DataplaneSpec dataplane) {
    DataplaneSpec.Networking net = dataplane.net();
    return Stream.concat(
        Stream.of(net.address(), net.advertisedAddress()),
        net.inbounds().stream().map(DataplaneSpec.Inbound::address));
  }

  private static Stream<@Nullable String> of(ZoneIngressSpec ingress) {
    ZoneIngressSpec.Networking net = ingress.networking();
    return net == null ? Stream.empty() : Stream.of(net.address(), net.advertisedAddress());
  }
}
