package io.meshlog.api.web;

import io.meshlog.api.audit.Audit;
import io.meshlog.api.history.HistoryReads;
import io.meshlog.api.openapi.Operation;
import io.meshlog.api.resource.Ask;
import io.meshlog.api.resource.Overviews;
import io.meshlog.api.resource.Reads;
import io.meshlog.api.resource.Reply;
import io.meshlog.api.resource.Writes;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.model.types.CoreTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The routes of every type, derived from its descriptor (rest-and-dataplane-protocol.md 2.1). */
public final class ResourceRoutes implements RouteSet {
  private static final int OK = 200;

  private final ResourceTypes types;
  private final Reads reads;
  private final Writes writes;
  private final Overviews overviews;
  private final HistoryReads history;
  private final Audit audit;

  public ResourceRoutes(
      ResourceTypes types,
      Reads reads,
      Writes writes,
      Overviews overviews,
      HistoryReads history,
      Audit audit) {
    this.types = types;
    this.reads = reads;
    this.writes = writes;
    this.overviews = overviews;
    this.history = history;
    this.audit = audit;
  }

  @Override
  public List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    routes.add(
        Route.get("/_kri/{kri}", ask -> reads.byKri(ask, ask.variables().get("kri")))
            .as(ResourceOperations.byKri()));
    routes.add(
        Route.get("/history", history::all)
            .as(HistoryOperations.many("listHistory", types, false)));
    routes.add(
        Route.get("/meshes/{mesh}/history", history::all)
            .as(HistoryOperations.many("listMeshHistory", types, true)));
    types.all().forEach(type -> addRoutes(type, routes));
    return routes;
  }

  private void addRoutes(ResourceType<?> type, List<Route> routes) {
    Stream.concat(Stream.of(type.path()), type.aliases().stream())
        .forEach(path -> {
          Paths at = new Paths(type, path);
          items(type, at, routes);
          if (type.overviewAlias().isPresent()) {
            overviews(type, at, "/_overview", routes);
          }
        });
    type.overviewAlias().ifPresent(alias -> overviews(type, new Paths(type, alias), "", routes));
  }

  /** Where a type is served; the operations at its own path have the plain names. */
  private record Paths(ResourceType<?> type, String path) {
    String collection() {
      return (type.isMeshScoped() ? "/meshes/{mesh}/" : "/") + path;
    }

    Route described(Route route, Operation operation) {
      return route.as(operation.at(path, type.path()));
    }
  }

  private void items(ResourceType<?> type, Paths at, List<Route> routes) {
    ResourceOperations told = new ResourceOperations(type);
    String item = at.collection() + "/{name}";
    routes.add(
        at.described(
            Route.get(at.collection(), ask -> noted(ask, type, reads.list(ask, type))),
            told.list(false)));
    routes.add(
        at.described(Route.get(item, ask -> noted(ask, type, reads.get(ask, type))), told.get()));
    routes.add(at.described(Route.put(item, ask -> writes.put(ask, type)), told.put()));
    routes.add(at.described(Route.delete(item, ask -> writes.delete(ask, type)), told.delete()));
    // Below a Mesh that address tells of everything in it.
    if (!type.equals(CoreTypes.MESH)) {
      routes.add(
          at.described(Route.get(item + "/history", ask -> history.of(ask, type)), told.history()));
    }
    if (type.isMeshScoped()) {
      routes.add(
          at.described(
              Route.get("/" + at.path(), ask -> noted(ask, type, reads.list(ask, type))),
              told.list(true)));
    }
  }

  private void overviews(ResourceType<?> type, Paths at, String below, List<Route> routes) {
    ResourceOperations told = new ResourceOperations(type);
    routes.add(
        at.described(
            Route.get(at.collection() + below, ask -> overviews.list(ask, type)),
            told.overviews(false)));
    routes.add(
        at.described(
            Route.get(at.collection() + "/{name}" + below, ask -> overviews.get(ask, type)),
            told.overview()));
    if (type.isMeshScoped()) {
      routes.add(
          at.described(
              Route.get("/" + at.path() + below, ask -> overviews.list(ask, type)),
              told.overviews(true)));
    }
  }

  /** Who saw a secret is noted before they do. */
  private Reply noted(Ask ask, ResourceType<?> type, Reply reply) {
    if (type.sealed() && reply.status() == OK) {
      audit.secretRead(ask, type.name());
    }
    return reply;
  }
}
