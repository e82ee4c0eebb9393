package io.meshlog.model.service;

import io.meshlog.model.resource.Kri;
import io.meshlog.model.resource.Resource;
import java.util.Comparator;
import java.util.List;

/**
 * The name by which TLS clients of a workload identity call a port of a service
 * (rest-and-dataplane-protocol.md 2.4): {@code sni.<short>.<mesh>[.<zone>].<name>.<section>}.
 */
public record Sni(int port, String sni) {

  /** By port; empty for what is no service. */
  public static List<Sni> of(Resource<?> resource) {
    List<ServicePort> ports =
        switch (resource.spec()) {
          case MeshServiceSpec service -> service.portsOrNone();
          case MeshExternalServiceSpec service -> service.portsOrNone();
          case MeshMultiZoneServiceSpec service -> service.portsOrNone();
          default -> List.of();
        };
    Kri kri = Kri.of(resource);
    String zone = kri.zone().isEmpty() ? "" : kri.zone() + '.';
    String prefix = "sni." + kri.shortName() + '.' + kri.mesh() + '.' + zone + kri.name() + '.';
    return ports.stream()
        .map(port -> new Sni(port.port(), prefix + port.section()))
        .sorted(Comparator.comparingInt(Sni::port))
        .toList();
  }
}
