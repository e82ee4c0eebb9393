package io.meshlog.api.insight;

import io.meshlog.api.error.Problem;
import io.meshlog.api.insight.ServiceSum.Kind;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code service-insights}: one for each {@code kuma.io/service} of a mesh
 * (rest-and-dataplane-protocol.md 3.3).
 */
public final class ServiceInsights {
  private final Sums sums;

  public ServiceInsights(Sums sums) {
    this.sums = sums;
  }

  /** A service that nobody has is answered, too, with nothing in it. */
  public Reply get(Ask ask) {
    View view = sums.view(ask);
    Resource<MeshSpec> mesh = Reads.mesh(view.image(), ask.mesh());
    ServiceSum found = sums.of(view.image(), mesh.name()).services.get(ask.name());
    ObjectNode json = envelope(mesh, ask.name());
    if (found == null) {
      ServiceSum.printUnknown(json, ask.name());
    } else {
      found.print(json, ask.name());
    }
    return Reads.positioned(Reply.json(200, json), view);
  }

  private record Item(Resource<MeshSpec> mesh, String service, ServiceSum sum) {}

  public Reply list(Ask ask) {
    View view = sums.view(ask);
    ListQuery query = ListQuery.unfiltered(ask);
    Set<Kind> kinds = kinds(ask);
    String name = Objects.requireNonNullElse(ask.parameter("name"), "");
    List<Resource<MeshSpec>> meshes =
        ask.variables().containsKey("mesh")
            ? List.of(Reads.mesh(view.image(), ask.mesh()))
            : view.image().all(CoreTypes.MESH).toList();
    Map<String, MeshSums> of = sums.of(view.image(), meshes.stream().map(Resource::name).toList());
    List<Item> items = new ArrayList<>();
    for (Resource<MeshSpec> mesh : meshes) {
      of.get(mesh.name())
          .services
          .forEach((service, sum) -> {
            if (service.contains(name) && kinds.contains(sum.kind())) {
              items.add(new Item(mesh, service, sum));
            }
          });
    }
    return Reads.positioned(
        Reply.json(
            200,
            ListPage.json(ask.http(), items, query.offset(), query.size(), ServiceInsights::json)),
        view);
  }

  private static ObjectNode json(Item item) {
    ObjectNode json = envelope(item.mesh(), item.service());
    item.sum().print(json, item.service());
    return json;
  }

  private static ObjectNode envelope(Resource<MeshSpec> mesh, String service) {
    ObjectNode json = SpecJson.plain().createObjectNode();
    json.put("type", InsightType.SERVICE.typeName());
    json.put("mesh", mesh.name());
    json.put("name", service);
    json.put("creationTime", mesh.created().toString());
    json.put("modificationTime", mesh.modified().toString());
    return json;
  }

  /** {@code type=internal,external,…}; none given means all. */
  private static Set<Kind> kinds(Ask ask) {
    String wanted = ask.parameter("type");
    if (wanted == null || wanted.isEmpty()) {
      return EnumSet.allOf(Kind.class);
    }
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    for (String word : wanted.split(",", -1)) {
      kinds.add(
          Arrays.stream(Kind.values())
              .filter(kind -> kind.word().equals(word))
              .findFirst()
              .orElseThrow(
                  () -> Problem.badRequest("bad request: unsupported service type").raise()));
    }
    return kinds;
  }
}
