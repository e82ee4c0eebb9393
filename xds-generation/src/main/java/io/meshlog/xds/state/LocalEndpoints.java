package io.meshlog.xds.state;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.dataplane.DataplaneSpec.Inbound;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Tags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a Dataplane of this zone gives to others (xds-generation.md 3.4). */
final class LocalEndpoints {
  private LocalEndpoints() {}

  /** Its healthy inbounds, as endpoints; an unresolved host name makes none. */
  static Map<Endpoint.Id, Endpoint> of(@Nullable Resource<DataplaneSpec> dataplane, Hosts hosts) {
    Map<Endpoint.Id, Endpoint> endpoints = new HashMap<>();
    if (dataplane == null) {
      return endpoints;
    }
    List<Inbound> inbounds = dataplane.spec().net().inbounds();
    for (int i = 0; i < inbounds.size(); i++) {
      Inbound inbound = inbounds.get(i);
      if (offered(inbound)) {
        Endpoint.Id id = new Endpoint.Id(dataplane.name(), Integer.toString(i));
        hosts
            .ip(dialled(dataplane.spec(), inbound))
            .ifPresent(ip -> endpoints.put(id, endpoint(dataplane, inbound, ip)));
      }
    }
    return endpoints;
  }

  /** Without a service or a port it is no place others can reach. */
  static boolean offered(Inbound inbound) {
    return inbound.healthy() && !inbound.tags().service().isEmpty() && inbound.port() > 0;
  }

  static String dialled(DataplaneSpec spec, Inbound inbound) {
    return spec.net().advertisedAddress() == null && inbound.address() != null
        ? inbound.address()
        : spec.net().dialled();
  }

  private static Endpoint endpoint(Resource<DataplaneSpec> dataplane, Inbound inbound, String ip) {
    Tags tags = inbound.tags();
    Labels labels = dataplane.labels();
    String zone = tags.has(Tags.ZONE) ? tags.zone() : labels.getOrEmpty(Labels.ZONE);
    String name = inbound.name() == null ? "" : inbound.name();
    return new Endpoint(ip, inbound.port(), name, 0, tags, labels, zone, true);
  }
}
