package io.meshlog.api.web;

import io.meshlog.api.insight.GlobalInsights;
import io.meshlog.api.insight.InsightType;
import io.meshlog.api.insight.MeshInsights;
import io.meshlog.api.insight.ObservedInsights;
import io.meshlog.api.insight.ServiceInsights;
import io.meshlog.api.resource.Ask;
import io.meshlog.api.resource.Deployment;
import io.meshlog.api.resource.Reply;
import io.meshlog.model.resource.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Insights at the paths of resources, to be read only (rest-and-dataplane-protocol.md 3.1). */
public final class InsightRoutes implements RouteSet {
  private final Deployment deployment;
  private final ObservedInsights observed;
  private final MeshInsights meshes;
  private final ServiceInsights services;
  private final GlobalInsights all;

  public InsightRoutes(
      Deployment deployment,
      ObservedInsights observed,
      MeshInsights meshes,
      ServiceInsights services,
      GlobalInsights all) {
    this.deployment = deployment;
    this.observed = observed;
    this.meshes = meshes;
    this.services = services;
    this.all = all;
  }

  @Override
  public List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    InsightType.ALL.forEach(type -> {
      switch (type) {
        case DATAPLANE, ZONE_INGRESS, ZONE_EGRESS, ZONE -> observed(routes, type);
        case MESH -> add(routes, type, meshes::get, meshes::list);
        case SERVICE -> add(routes, type, services::get, services::list);
      }
    });
    routes.add(Route.get("/global-insight", all::insight).as(InsightOperations.GLOBAL_INSIGHT));
    routes.add(Route.get("/global-insights", all::legacy).as(InsightOperations.GLOBAL_INSIGHTS));
    return routes;
  }

  private void observed(List<Route> routes, InsightType type) {
    ResourceType<?> about = InsightOperations.about(type);
    add(
        routes,
        type,
        ask -> observed.get(ask, type, about),
        ask -> observed.list(ask, type, about));
  }

  private void add(
      List<Route> routes, InsightType type, Function<Ask, Reply> get, Function<Ask, Reply> list) {
    String collection = (type.meshScoped() ? "/meshes/{mesh}/" : "/") + type.path();
    String item = collection + "/{name}";
    InsightOperations does = new InsightOperations(type);
    ResourceType<?> about = InsightOperations.about(type);
    routes.add(Route.get(collection, list).as(does.list(about, false)));
    routes.add(Route.get(item, get).as(does.get()));
    routes.add(Route.put(item, ask -> refuse(type)).as(does.refusal("put")));
    routes.add(Route.delete(item, ask -> refuse(type)).as(does.refusal("delete")));
    if (type.meshScoped()) {
      routes.add(Route.get("/" + type.path(), list).as(does.list(about, true)));
    }
  }

  private Reply refuse(InsightType type) {
    throw deployment.refused(type.typeName());
  }
}
