package io.meshlog.xds.draft;

import io.meshlog.model.resource.Kri;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.service.ServicePort;
import io.meshlog.xds.Destination;
import io.meshlog.xds.Protocol;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A service addressed by identity, apart from its endpoints: all that clients' listeners, routes
 * and clusters hang on.
 *
 * @param kri of the whole service
 * @param identities URIs of which an instance's certificate shows one; sorted
 * @param services the {@code kuma.io/service} values of its instances in this zone: whether they
 *     can take TLS is known by these
 */
public record NamedService(
    ResourceKey key,
    Kri kri,
    List<ServicePort> ports,
    List<String> identities,
    Set<String> services) {
  public NamedService {
    ports = List.copyOf(ports);
    identities = List.copyOf(identities);
    services = Set.copyOf(services);
  }

  public Optional<ServicePort> port(int number) {
    return ports.stream().filter(port -> port.port() == number).findFirst();
  }

  /** By name, or by number where a port has no name (policies.md 1.6). */
  public Optional<ServicePort> section(String section) {
    return ports.stream().filter(port -> port.section().equals(section)).findFirst();
  }

  public Protocol protocol(Destination.Port destination) {
    return port(destination.port())
        .map(port -> Protocol.parse(port.protocol()))
        .orElse(Protocol.UNKNOWN);
  }
}
