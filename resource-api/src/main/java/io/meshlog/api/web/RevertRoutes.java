package io.meshlog.api.web;

import io.meshlog.api.openapi.Operation;
import io.meshlog.api.revert.Reverts;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.model.types.CoreTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** {@code POST …/_revert} of everything, a mesh or a resource. */
public final class RevertRoutes implements RouteSet {
  private final ResourceTypes types;
  private final Reverts reverts;

  public RevertRoutes(ResourceTypes types, Reverts reverts) {
    this.types = types;
    this.reverts = reverts;
  }

  @Override
  public List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    routes.add(
        Route.post("/_revert", reverts::everything)
            .as(RevertOperations.of("revertEverything", "History", "everything")));
    routes.add(
        Route.post("/meshes/{mesh}/_revert", reverts::mesh)
            .as(RevertOperations.of("revertMesh", "Mesh", "a mesh and all in it")));
    types.all().stream()
        .filter(type -> !type.equals(CoreTypes.MESH))
        .forEach(type -> addRoutes(type, routes));
    return routes;
  }

  private void addRoutes(ResourceType<?> type, List<Route> routes) {
    String base = type.isMeshScoped() ? "/meshes/{mesh}/" : "/";
    Stream.concat(Stream.of(type.path()), type.aliases().stream())
        .forEach(path ->
            routes.add(
                Route.post(base + path + "/{name}/_revert", ask -> reverts.resource(ask, type))
                    .as(operation(type).at(path, type.path()))));
  }

  private static Operation operation(ResourceType<?> type) {
    return RevertOperations.of("revert" + type.name(), type.name(), "a " + type.singular());
  }
}
