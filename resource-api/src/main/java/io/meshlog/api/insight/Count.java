package io.meshlog.api.insight;

import io.meshlog.model.json.SpecJson;
import tools.jackson.databind.node.ObjectNode;

/** How many, by how they stand. Mutable, for one thread, while a sum is made. */
final class Count {
  private int online;
  private int offline;
  private int degraded;

  void add(Standing standing) {
    switch (standing) {
      case ONLINE -> online++;
      case OFFLINE -> offline++;
      case PARTIALLY_DEGRADED -> degraded++;
    }
  }

  void add(Count other) {
    online += other.online;
    offline += other.offline;
    degraded += other.degraded;
  }

  int online() {
    return online;
  }

  int total() {
    return online + offline + degraded;
  }

  /** As stored insights are printed: what is zero is left out. */
  ObjectNode sparse() {
    ObjectNode json = SpecJson.plain().createObjectNode();
    put(json, "total", total());
    put(json, "online", online);
    put(json, "offline", offline);
    put(json, "partiallyDegraded", degraded);
    return json;
  }

  static void put(ObjectNode json, String field, int value) {
    if (value != 0) {
      json.put(field, value);
    }
  }

  ObjectNode full() {
    ObjectNode json = SpecJson.plain().createObjectNode();
    json.put("online", online);
    json.put("offline", offline);
    json.put("partiallyDegraded", degraded);
    json.put("total", total());
    return json;
  }
}
