package io.meshlog.sync.status;

import io.meshlog.events.envelope.Fact;
import io.meshlog.events.envelope.ZoneStatus;
import io.meshlog.model.json.SpecJson;
import io.meshlog.sync.insight.FactSink;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** What Global heard of its zones, as any replica finds it stored. */
public final class ZonesHeard {
  private final FactSink facts;

  public ZonesHeard(FactSink facts) {
    this.facts = facts;
  }

  /**
   * @param at when it was stored
   * @param connected whether the zone is not silent and did not say good-bye
   */
  record Heard(ZoneStatus status, Instant at, boolean connected) {}

  /** By zone. */
  Map<String, Heard> all() {
    Map<String, Boolean> connected = new TreeMap<>();
    for (FactSink.Stored insight : facts.all(ZoneLiveness.INSIGHT)) {
      connected.put(insight.fact().name(), isConnected(insight.fact()));
    }
    Map<String, Heard> heard = new TreeMap<>();
    for (FactSink.Stored stored : facts.all(ZoneLiveness.STATUS)) {
      ZoneStatus status =
          SpecJson.plain().readValue(String.valueOf(stored.fact().body()), ZoneStatus.class);
      heard.put(
          status.zone(),
          new Heard(status, stored.at(), connected.getOrDefault(status.zone(), false)));
    }
    return heard;
  }

  private static boolean isConnected(Fact insight) {
    for (JsonNode subscription :
        SpecJson.parse(String.valueOf(insight.body())).path("subscriptions")) {
      if (!subscription.has("disconnectTime")) {
        return true;
      }
    }
    return false;
  }
}
