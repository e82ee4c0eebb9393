package io.meshlog.api.insight;

import io.meshlog.api.insight.ServiceSum.Kind;
import io.meshlog.api.resource.Ask;
import io.meshlog.api.resource.Reads;
import io.meshlog.api.resource.Reply;
import io.meshlog.api.resource.View;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Scope;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.insight.Glance;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** Sums over everything there is (rest-and-dataplane-protocol.md 1.4). */
public final class GlobalInsights {
  private final Sums sums;
  private final Clock clock;

  public GlobalInsights(Sums sums, Clock clock) {
    this.sums = sums;
    this.clock = clock;
  }

  /** {@code GET /global-insight}. */
  public Reply insight(Ask ask) {
    View view = sums.view(ask);
    MeshImage image = view.image();
    Count standard = new Count();
    Count builtin = new Count();
    Count delegated = new Count();
    Map<Kind, Count> services = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      services.put(kind, new Count());
    }
    SortedMap<String, Integer> resources = globalTotals(image);
    resources.values().removeIf(total -> total == 0);
    int policies = 0;
    for (MeshSums mesh :
        sums.of(image, image.all(CoreTypes.MESH).map(Resource::name).toList()).values()) {
      standard.add(mesh.standard);
      builtin.add(mesh.builtin);
      delegated.add(mesh.delegated);
      mesh.services.values().forEach(each -> services.get(each.kind()).add(each.standing()));
      mesh.resources.forEach((type, total) -> resources.merge(type, total, Integer::sum));
      policies += mesh.policies.values().stream().mapToInt(total -> total).sum();
    }
    ObjectNode json = SpecJson.plain().createObjectNode();
    json.put("createdAt", Instant.now(clock).toString());
    json.putObject("meshes").put("total", image.all(CoreTypes.MESH).count());
    ObjectNode dataplanes = json.putObject("dataplanes");
    dataplanes.set("standard", standard.full());
    dataplanes.set("gatewayBuiltin", builtin.full());
    dataplanes.set("gatewayDelegated", delegated.full());
    json.putObject("policies").put("total", policies);
    MeshInsights.totals(json.putObject("resources"), resources);
    ObjectNode byKind = json.putObject("services");
    byKind.set("internal", services.get(Kind.INTERNAL).full());
    byKind.set("gatewayBuiltin", services.get(Kind.GATEWAY_BUILTIN).full());
    byKind.set("gatewayDelegated", services.get(Kind.GATEWAY_DELEGATED).full());
    byKind.putObject("external").put("total", services.get(Kind.EXTERNAL).total());
    ObjectNode zones = json.putObject("zones");
    zones.set("controlPlanes", observed(image, CoreTypes.ZONE, InsightType.ZONE));
    zones.set("zoneIngresses", observed(image, CoreTypes.ZONE_INGRESS, InsightType.ZONE_INGRESS));
    zones.set("zoneEgresses", observed(image, CoreTypes.ZONE_EGRESS, InsightType.ZONE_EGRESS));
    return Reads.positioned(Reply.json(200, json), view);
  }

  private ObjectNode observed(MeshImage image, ResourceType<?> type, InsightType observation) {
    Map<Glance.Key, Glance> glances = sums.glances(observation);
    ObjectNode json = SpecJson.plain().createObjectNode();
    json.put(
        "online",
        image.all(type).filter(each -> ObservedInsights.glance(each, glances).online()).count());
    json.put("total", image.all(type).count());
    return json;
  }

  /** {@code GET /global-insights}, of older clients. */
  public Reply legacy(Ask ask) {
    View view = sums.view(ask);
    ObjectNode json = SpecJson.plain().createObjectNode();
    json.put("type", "GlobalInsights");
    json.put("creationTime", Instant.now(clock).toString());
    MeshInsights.totals(json.putObject("resources"), globalTotals(view.image()));
    return Reads.positioned(Reply.json(200, json), view);
  }

  /** Of the types that belong to no mesh. */
  private SortedMap<String, Integer> globalTotals(MeshImage image) {
    SortedMap<String, Integer> totals = new TreeMap<>(Comparator.naturalOrder());
    sums.types().all().stream()
        .filter(type -> type.scope() == Scope.GLOBAL)
        .forEach(type -> totals.put(type.name(), (int) image.all(type).count()));
    return totals;
  }
}
