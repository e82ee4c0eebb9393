package io.meshlog.xds.state;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.dataplane.DataplaneSpec.Gateway;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec.Listener;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.gateway.GatewayChoice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What builtin gateways of this zone let other meshes call: each {@code crossMesh} listener is an
 * endpoint, of its own mesh as well. The tag of the mesh tells it from what only the mesh may call.
 */
final class OpenListeners {
  private OpenListeners() {}

  static boolean concerns(@Nullable Resource<DataplaneSpec> dataplane) {
    Gateway gateway = dataplane == null ? null : dataplane.spec().net().gateway();
    return gateway != null && gateway.builtin();
  }

  /** Of a mesh; looks at all of its Dataplanes if some MeshGateway has such a listener. */
  static Map<Endpoint.Id, Endpoint> of(MeshImage image, String mesh, Hosts hosts) {
    boolean some =
        image
            .all(MeshGatewaySpec.TYPE, mesh)
            .anyMatch(gateway -> gateway.spec().listeners().stream().anyMatch(Listener::crossMesh));
    Map<Endpoint.Id, Endpoint> endpoints = new HashMap<>();
    if (some) {
      image
          .all(CoreTypes.DATAPLANE, mesh)
          .filter(dataplane -> dataplane.origin().equals(image.self()))
          .filter(OpenListeners::concerns)
          .forEach(dataplane ->
              GatewayChoice.of(image, dataplane)
                  .ifPresent(gateway -> add(dataplane, gateway, hosts, endpoints)));
    }
    return endpoints;
  }

  private static void add(
      Resource<DataplaneSpec> dataplane,
      Resource<MeshGatewaySpec> gateway,
      Hosts hosts,
      Map<Endpoint.Id, Endpoint> endpoints) {
    Optional<String> ip =
        hosts.ip(Objects.requireNonNullElse(dataplane.spec().net().address(), ""));
    List<Tags> tags = GatewayChoice.listeners(gateway, dataplane).tags();
    List<Listener> listeners = gateway.spec().listeners();
    for (int i = 0; i < listeners.size(); i++) {
      Listener listener = listeners.get(i);
      Tags own = tags.get(i);
      if (listener.crossMesh() && ip.isPresent() && !own.service().isEmpty()) {
        endpoints.put(
            new Endpoint.Id(dataplane.name(), "listener-" + i),
            new Endpoint(
                ip.get(),
                Math.toIntExact(listener.port()),
                "",
                0,
                own.with(Tags.MESH, dataplane.mesh()),
                dataplane.labels(),
                own.has(Tags.ZONE) ? own.zone() : dataplane.origin().zone(),
                true));
      }
    }
  }
}
