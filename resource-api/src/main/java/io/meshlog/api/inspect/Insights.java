package io.meshlog.api.inspect;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Resource;
import io.meshlog.store.insight.Insight;
import io.meshlog.store.insight.InsightStore;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The insight that belongs to a resource (rest-and-dataplane-protocol.md 3.3). */
public final class Insights {
  private final InsightStore store;

  public Insights(InsightStore store) {
    this.store = store;
  }

  /** The one of the resource's zone; of a Zone, whoever wrote it. */
  public Optional<JsonNode> of(Resource<?> resource) {
    String type = resource.type().name() + "Insight";
    List<Insight> found = store.find(type, resource.mesh(), resource.displayName());
    String zone = resource.origin().zone();
    return found.stream()
        .filter(insight -> found.size() == 1 || insight.zone().equals(zone))
        .findFirst()
        .flatMap(insight -> parse(insight.body()));
  }

  private static Optional<JsonNode> parse(String body) {
    try {
      return Optional.of(SpecJson.parse(body));
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
