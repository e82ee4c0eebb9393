package io.meshlog.bench.soak;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One write to one slot. Sent again with the same key until its outcome is known, and before the
 * next write to its slot, so that the newest acknowledged write says what the slot holds.
 *
 * @param number unique in a soak
 */
record Write(long number, Slot slot, Verb verb, String key) {
  private static final JsonMapper JSON = JsonMapper.shared();

  enum Verb {
    PUT,
    DELETE,
    /** A PUT that must be refused. */
    BAD_PUT
  }

  String body() {
    return switch (verb) {
      case PUT -> slot.json(number);
      case BAD_PUT -> slot.invalidJson(number);
      case DELETE -> "";
    };
  }

  ObjectNode json() {
    return JSON.createObjectNode()
        .put("number", number)
        .put("owner", slot.owner())
        .put("kind", slot.kind().name())
        .put("index", slot.index())
        .put("verb", verb.name())
        .put("key", key);
  }

  static Write of(JsonNode json) {
    return new Write(
        json.path("number").asLong(),
        new Slot(
            json.path("owner").asString(),
            Slot.Kind.valueOf(json.path("kind").asString()),
            json.path("index").asInt()),
        Verb.valueOf(json.path("verb").asString()),
        json.path("key").asString());
  }

  @Override
  public String toString() {
    return verb + " " + slot.owner() + slot.path() + " v" + number;
  }
}
