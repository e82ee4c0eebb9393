package io.meshlog.api.inspect;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.insight.Insight;
import io.meshlog.store.insight.InsightStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The insights that belong to resources (rest-and-dataplane-protocol.md 3.3). Blocks on the
 * database, once for all resources of a mesh.
 */
public final class Insights {
  private final InsightStore store;

  public Insights(InsightStore store) {
    this.store = store;
  }

  /**
   * What is known.
   *
   * @param at when it was observed
   */
  public record Found(ObjectNode body, Instant at) {
    public static final Found NOTHING =
        new Found(SpecJson.plain().createObjectNode(), Instant.EPOCH);
  }

  public Optional<Found> of(Resource<?> resource) {
    return Optional.ofNullable(of(List.of(resource)).get(resource.key()));
  }

  /**
   * Of those that have one: of a proxy the one of its zone, of a Zone what is said of it here.
   *
   * @param resources of one type
   */
  public Map<ResourceKey, Found> of(Collection<? extends Resource<?>> resources) {
    Map<ResourceKey, Found> found = new HashMap<>();
    Map<String, List<Resource<?>>> byMesh = new TreeMap<>();
    resources.forEach(
        each -> byMesh.computeIfAbsent(each.mesh(), none -> new ArrayList<>()).add(each));
    byMesh.forEach((mesh, inMesh) -> find(mesh, inMesh, found));
    if (!found.isEmpty() && resources.iterator().next().type().equals(CoreTypes.ZONE)) {
      complete(found);
    }
    return found;
  }

  private void find(String mesh, List<Resource<?>> resources, Map<ResourceKey, Found> into) {
    String type = resources.getFirst().type().name() + "Insight";
    Map<String, List<Insight>> byName =
        store
            .find(type, mesh, resources.stream().map(Resource::displayName).distinct().toList())
            .stream()
            .collect(Collectors.groupingBy(Insight::name));
    for (Resource<?> resource : resources) {
      List<Insight> candidates = byName.getOrDefault(resource.displayName(), List.of());
      candidates.stream()
          .filter(insight -> isOf(resource, insight.zone()))
          .findFirst()
          .flatMap(Insights::parse)
          .ifPresent(found -> into.put(resource.key(), found));
    }
  }

  /** A zone says of its own proxies, Global of a zone: nobody speaks for others. */
  private static boolean isOf(Resource<?> resource, String observer) {
    return resource.type().equals(CoreTypes.ZONE)
        ? observer.isEmpty() || observer.equals(resource.displayName())
        : observer.equals(resource.origin().zone());
  }

  private void complete(Map<ResourceKey, Found> zones) {
    List<String> names = zones.keySet().stream().map(ResourceKey::name).toList();
    Map<String, Found> statuses = said(ZoneObservation.STATUS, names);
    Map<String, Found> configs = said(ZoneObservation.CONFIG, names);
    zones.replaceAll((key, found) ->
        new ZoneObservation(found)
            .with(statuses.getOrDefault(key.name(), Found.NOTHING))
            .withConfig(configs.getOrDefault(key.name(), Found.NOTHING).body())
            .found());
  }

  private Map<String, Found> said(String type, List<String> names) {
    Map<String, Found> said = new HashMap<>();
    for (Insight fact : store.find(type, "", names)) {
      if (fact.zone().equals(fact.name())) {
        parse(fact).ifPresent(found -> said.put(fact.name(), found));
      }
    }
    return said;
  }

  private static Optional<Found> parse(Insight insight) {
    try {
      return SpecJson.parse(insight.body()) instanceof ObjectNode body
          ? Optional.of(new Found(body, insight.updatedAt()))
          : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /** Whether some subscription has begun and not ended. */
  public static boolean online(JsonNode insight) {
    for (JsonNode subscription : insight.path("subscriptions")) {
      if (subscription.hasNonNull("connectTime") && !subscription.hasNonNull("disconnectTime")) {
        return true;
      }
    }
    return false;
  }
}
