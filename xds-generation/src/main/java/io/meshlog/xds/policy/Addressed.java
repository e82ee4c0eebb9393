package io.meshlog.xds.policy;

import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Kri;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.service.MeshExternalServiceSpec;
import io.meshlog.model.service.MeshMultiZoneServiceSpec;
import io.meshlog.model.service.MeshServiceSpec;
import io.meshlog.model.service.ServicePort;
import io.meshlog.model.target.ResourceRules.Destination;
import io.meshlog.model.target.ResourceRules.Destinations;
import io.meshlog.model.target.RouteSpec;
import io.meshlog.model.target.TargetKind;
import io.meshlog.model.types.CoreTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What policies of a mesh can aim at by identity, as an image holds it.
 *
 * @param byKri services and routes, without a section
 */
public record Addressed(List<Destination> services, Map<Kri, Resource<?>> byKri)
    implements Destinations {
  public Addressed {
    services = List.copyOf(services);
    byKri = Map.copyOf(byKri);
  }

  public static Addressed of(MeshImage image, String mesh) {
    List<Destination> services = new ArrayList<>();
    Map<Kri, Resource<?>> byKri = new HashMap<>();
    image
        .all(CoreTypes.MESH_SERVICE, mesh)
        .forEach(service -> {
          MeshServiceSpec spec = service.spec();
          services.add(destination(TargetKind.MESH_SERVICE, service, spec.portsOrNone()));
          byKri.put(Kri.of(service), service);
        });
    image
        .all(CoreTypes.MESH_MULTI_ZONE_SERVICE, mesh)
        .forEach(service -> {
          MeshMultiZoneServiceSpec spec = service.spec();
          services.add(
              destination(TargetKind.MESH_MULTI_ZONE_SERVICE, service, spec.portsOrNone()));
          byKri.put(Kri.of(service), service);
        });
    image
        .all(CoreTypes.MESH_EXTERNAL_SERVICE, mesh)
        .forEach(service -> {
          MeshExternalServiceSpec spec = service.spec();
          services.add(destination(TargetKind.MESH_EXTERNAL_SERVICE, service, spec.portsOrNone()));
          byKri.put(Kri.of(service), service);
        });
    for (Policy<?> policy : Policies.ALL) {
      image
          .all(policy.type(), mesh)
          .filter(route -> route.spec() instanceof RouteSpec)
          .forEach(route -> byKri.put(Kri.of(route), route));
    }
    return new Addressed(services, byKri);
  }

  private static Destination destination(
      TargetKind kind, Resource<?> service, List<ServicePort> ports) {
    return new Destination(
        kind, Kri.of(service), service.labels(), ports.stream().map(ServicePort::section).toList());
  }

  @Override
  public List<Destination> all(TargetKind kind, String mesh) {
    return services.stream().filter(each -> each.kind() == kind).toList();
  }
}
