package io.meshlog.api.rules;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.dataplane.DataplaneSpec.OutboundRef;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Kri;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.service.MeshExternalServiceSpec;
import io.meshlog.model.service.MeshMultiZoneServiceSpec;
import io.meshlog.model.service.MeshServiceSpec;
import io.meshlog.model.service.ServicePort;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.Names;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the outbounds of a Dataplane that go by identity lead to, found as generation finds it
 * (xds-generation.md 3.1): a name means the service of the proxy's zone, else Global's.
 */
record NamedOutbounds(MeshImage image, Resource<DataplaneSpec> dataplane) {
  private static final Map<String, ResourceType<?>> KINDS =
      Map.of(
          CoreTypes.MESH_SERVICE.name(), CoreTypes.MESH_SERVICE,
          CoreTypes.MESH_MULTI_ZONE_SERVICE.name(), CoreTypes.MESH_MULTI_ZONE_SERVICE,
          CoreTypes.MESH_EXTERNAL_SERVICE.name(), CoreTypes.MESH_EXTERNAL_SERVICE);

  /**
   * @param kri with the section by which policies know it
   * @param cluster of Envoy
   */
  record To(Kri kri, int port, String protocol, String cluster) {}

  List<To> all() {
    return dataplane.spec().net().outbounds().stream()
        .flatMap(outbound -> outbound.ref().flatMap(this::to).stream())
        .toList();
  }

  private Optional<To> to(OutboundRef ref) {
    return Optional.ofNullable(KINDS.get(ref.kind()))
        .flatMap(type -> service(type, ref))
        .flatMap(service ->
            port(service, ref)
                .map(port -> {
                  Kri kri = Kri.of(service).withSection(Integer.toString(port.port()));
                  return new To(
                      kri, port.port(), port.protocol(), Names.portCluster(kri, port.port()));
                }));
  }

  private Optional<? extends Resource<?>> service(ResourceType<?> type, OutboundRef ref) {
    Origin here = dataplane.origin();
    if (ref.labels().isEmpty()) {
      return Stream.of(here, Origin.GLOBAL)
          .flatMap(origin -> image.find(type.key(dataplane.mesh(), origin, ref.name())).stream())
          .findFirst();
    }
    return image
        .all(type, dataplane.mesh())
        .filter(service -> service.labels().contain(ref.labels()))
        .min(
            Comparator.<Resource<?>, Boolean>comparing(found -> !found.origin().equals(here))
                .thenComparing(Resource::key));
  }

  private static Optional<ServicePort> port(Resource<?> service, OutboundRef ref) {
    return switch (service.spec()) {
      case MeshServiceSpec spec -> numbered(spec.portsOrNone(), ref);
      case MeshMultiZoneServiceSpec spec -> numbered(spec.portsOrNone(), ref);
      case MeshExternalServiceSpec spec -> spec.portsOrNone().stream().findFirst();
      default -> Optional.empty();
    };
  }

  private static Optional<ServicePort> numbered(List<ServicePort> ports, OutboundRef ref) {
    return ports.stream().filter(port -> port.port() == ref.port()).findFirst();
  }
}
