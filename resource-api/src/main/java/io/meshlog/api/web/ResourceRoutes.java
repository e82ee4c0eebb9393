package io.meshlog.api.web;

import io.meshlog.api.audit.Audit;
import io.meshlog.api.history.HistoryReads;
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
    routes.add(Route.get("/_kri/{kri}", ask -> reads.byKri(ask, ask.variables().get("kri"))));
    routes.add(Route.get("/history", history::all));
    routes.add(Route.get("/meshes/{mesh}/history", history::all));
    types.all().forEach(type -> addRoutes(type, routes));
    return routes;
  }

  private void addRoutes(ResourceType<?> type, List<Route> routes) {
    Stream.concat(Stream.of(type.path()), type.aliases().stream())
        .forEach(path -> {
          String collection = (type.isMeshScoped() ? "/meshes/{mesh}/" : "/") + path;
          items(type, collection, routes);
          if (type.isMeshScoped()) {
            routes.add(Route.get("/" + path, ask -> noted(ask, type, reads.list(ask, type))));
          }
          if (type.overviewAlias().isPresent()) {
            overview(type, collection + "/_overview", collection + "/{name}/_overview", routes);
            if (type.isMeshScoped()) {
              routes.add(Route.get("/" + path + "/_overview", ask -> overviews.list(ask, type)));
            }
          }
        });
    type.overviewAlias()
        .ifPresent(alias -> {
          String collection = (type.isMeshScoped() ? "/meshes/{mesh}/" : "/") + alias;
          overview(type, collection, collection + "/{name}", routes);
          if (type.isMeshScoped()) {
            routes.add(Route.get("/" + alias, ask -> overviews.list(ask, type)));
          }
        });
  }

  private void items(ResourceType<?> type, String collection, List<Route> routes) {
    String item = collection + "/{name}";
    routes.add(Route.get(collection, ask -> noted(ask, type, reads.list(ask, type))));
    routes.add(Route.get(item, ask -> noted(ask, type, reads.get(ask, type))));
    routes.add(Route.put(item, ask -> writes.put(ask, type)));
    routes.add(Route.delete(item, ask -> writes.delete(ask, type)));
    // Below a Mesh that address tells of everything in it.
    if (!type.equals(CoreTypes.MESH)) {
      routes.add(Route.get(item + "/history", ask -> history.of(ask, type)));
    }
  }

  /** Who saw a secret is noted before they do. */
  private Reply noted(Ask ask, ResourceType<?> type, Reply reply) {
    if (type.sealed() && reply.status() == OK) {
      audit.secretRead(ask, type.name());
    }
    return reply;
  }

  private void overview(ResourceType<?> type, String list, String one, List<Route> routes) {
    routes.add(Route.get(list, ask -> overviews.list(ask, type)));
    routes.add(Route.get(one, ask -> overviews.get(ask, type)));
  }
}
