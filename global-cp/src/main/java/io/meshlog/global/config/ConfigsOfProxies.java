package io.meshlog.global.config;

import io.meshlog.api.error.Problem;
import io.meshlog.api.openapi.Operation;
import io.meshlog.api.web.Route;
import io.meshlog.api.web.RouteSet;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.types.CoreTypes;
import java.util.List;
import java.util.stream.Stream;

/** Configs are made in zones (rest-and-dataplane-protocol.md 3.4). */
final class ConfigsOfProxies implements RouteSet {
  @Override
  public List<Route> routes() {
    return Stream.of(CoreTypes.DATAPLANE, CoreTypes.ZONE_INGRESS, CoreTypes.ZONE_EGRESS)
        .<Route>flatMap(ConfigsOfProxies::of)
        .toList();
  }

  private static Stream<Route> of(ResourceType<?> type) {
    return Stream.concat(Stream.of(type.path()), type.aliases().stream())
        .flatMap(path ->
            Stream.of("Config", "Pushes")
                .map(what -> {
                  String proxies =
                      (type.isMeshScoped() ? "/meshes/{mesh}/" : "/") + path + "/{name}/_";
                  Operation told =
                      Operation.of(
                              (what.equals("Config") ? "get" : "list") + type.name() + what,
                              type.name(),
                              "is answered by the proxy's zone")
                          .refusing(405);
                  return Route.get(
                          proxies + what.toLowerCase(java.util.Locale.ROOT),
                          _ -> {
                            throw refused();
                          })
                      .as(told.at(path, type.path()));
                }));
  }

  private static RuntimeException refused() {
    return Problem.of(405, "Not allowed on global CP", "ask the control plane of the proxy's zone")
        .raise();
  }
}
