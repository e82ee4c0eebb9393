package io.meshlog.api.inspect;

import io.meshlog.api.inspect.Insights.Found;
import io.meshlog.model.json.SpecJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A ZoneInsight as Kuma's clients expect it (rest-and-dataplane-protocol.md 3.3). Zones do not
 * speak KDS here: what KDS would tell is taken from what the zone says of itself over Kafka. For
 * one use.
 */
record ZoneObservation(Found found) {
  /** Type of the fact that a zone says of itself, as it was said. */
  static final String STATUS = "ZoneStatus";

  /** Type of the fact that holds a zone's settings. */
  static final String CONFIG = "ZoneConfig";

  ZoneObservation with(Found status) {
    ObjectNode insight = found.body();
    boolean online = Insights.online(insight);
    if (insight.path("subscriptions") instanceof ArrayNode all
        && !all.isEmpty()
        && all.get(all.size() - 1) instanceof ObjectNode newest) {
      newest(newest, status.body());
      if (online) {
        streams(insight, newest);
      }
    }
    if (!status.body().isEmpty()) {
      insight.putObject("healthCheck").put("time", status.at().toString());
    }
    return this;
  }

  private static void newest(ObjectNode subscription, JsonNode status) {
    if (status.has("at") && subscription.path("status") instanceof ObjectNode told) {
      told.set("lastUpdateTime", status.path("at"));
    }
    if (subscription.path("version").path("kumaCp") instanceof ObjectNode version) {
      for (String field : new String[] {"gitTag", "gitCommit", "buildDate"}) {
        if (!version.has(field)) {
          version.put(field, "unknown");
        }
      }
      version.put("kumaCpGlobalCompatible", true);
    }
  }

  private static void streams(ObjectNode insight, ObjectNode subscription) {
    ObjectNode streams = insight.putObject("kdsStreams");
    for (String direction : new String[] {"globalToZone", "zoneToGlobal"}) {
      ObjectNode stream = streams.putObject(direction);
      stream.set("globalInstanceId", subscription.path("globalInstanceId"));
      stream.set("connectTime", subscription.path("connectTime"));
    }
  }

  /** The settings go as text, which clients parse. */
  ZoneObservation withConfig(JsonNode config) {
    if (!config.isEmpty()
        && found.body().path("subscriptions") instanceof ArrayNode all
        && !all.isEmpty()
        && all.get(all.size() - 1) instanceof ObjectNode newest) {
      newest.put("config", SpecJson.plain().writeValueAsString(config));
    }
    return this;
  }
}
