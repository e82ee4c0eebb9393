package io.meshlog.api.insight;

import io.meshlog.api.resource.Ask;
import io.meshlog.api.resource.ListPage;
import io.meshlog.api.resource.ListQuery;
import io.meshlog.api.resource.Reads;
import io.meshlog.api.resource.Reply;
import io.meshlog.api.resource.View;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.types.CoreTypes;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import tools.jackson.databind.node.ObjectNode;

/** {@code /mesh-insights}: one of each Mesh, by its name (rest-and-dataplane-protocol.md 3.3). */
public final class MeshInsights {
  private final Sums sums;

  public MeshInsights(Sums sums) {
    this.sums = sums;
  }

  public Reply get(Ask ask) {
    View view = sums.view(ask);
    Resource<MeshSpec> mesh = Reads.find(view.image(), ask, CoreTypes.MESH);
    return Reads.positioned(Reply.json(200, json(mesh, sums.of(view.image(), mesh.name()))), view);
  }

  public Reply list(Ask ask) {
    View view = sums.view(ask);
    ListQuery query = ListQuery.of(ask, CoreTypes.MESH);
    List<Resource<MeshSpec>> matching =
        view.image().all(CoreTypes.MESH).filter(query.filter()).toList();
    List<Resource<MeshSpec>> page =
        matching.stream().skip(query.offset()).limit(query.size()).toList();
    Map<String, MeshSums> of = sums.of(view.image(), page.stream().map(Resource::name).toList());
    return Reads.positioned(
        Reply.json(
            200,
            ListPage.slice(
                ask.http(),
                page,
                matching.size(),
                Math.min(query.offset(), matching.size()),
                mesh -> json(mesh, of.get(mesh.name())))),
        view);
  }

  private static ObjectNode json(Resource<MeshSpec> mesh, MeshSums sums) {
    ObjectNode json = SpecJson.plain().createObjectNode();
    json.put("type", InsightType.MESH.typeName());
    json.put("name", mesh.name());
    json.put("creationTime", mesh.created().toString());
    json.put("modificationTime", mesh.modified().toString());
    json.set("dataplanes", sums.dataplanes.sparse());
    if (!sums.policies.isEmpty()) {
      totals(json.putObject("policies"), sums.policies);
    }
    ObjectNode versions = json.putObject("dpVersions");
    counts(versions, "kumaDp", sums.kumaDp);
    counts(versions, "envoy", sums.envoy);
    ObjectNode mtls = json.putObject("mTLS");
    counts(mtls, "issuedBackends", sums.issued);
    counts(mtls, "supportedBackends", sums.supported);
    ObjectNode services = json.putObject("services");
    int external = sums.externalServices();
    Count.put(services, "total", sums.services.size());
    Count.put(services, "internal", sums.services.size() - external);
    Count.put(services, "external", external);
    Count gateways = new Count();
    gateways.add(sums.builtin);
    gateways.add(sums.delegated);
    ObjectNode byType = json.putObject("dataplanesByType");
    byType.set("standard", sums.standard.sparse());
    byType.set("gateway", gateways.sparse());
    byType.set("gatewayBuiltin", sums.builtin.sparse());
    byType.set("gatewayDelegated", sums.delegated.sparse());
    totals(json.putObject("resources"), sums.resources);
    return json;
  }

  private static void counts(ObjectNode json, String field, SortedMap<String, Count> counts) {
    if (!counts.isEmpty()) {
      ObjectNode node = json.putObject(field);
      counts.forEach((key, count) -> node.set(key, count.sparse()));
    }
  }

  static void totals(ObjectNode json, SortedMap<String, Integer> totals) {
    totals.forEach((type, total) -> json.putObject(type).put("total", total));
  }
}
