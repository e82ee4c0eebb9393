package io.meshlog.zone.inspect;

import io.meshlog.model.event.Position;
import io.meshlog.model.json.SpecJson;
import io.meshlog.store.push.PushRow;
import io.meshlog.xds.XdsType;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A push on record, for people. */
final class PushJson {
  private PushJson() {}

  /**
   * @param log any position of the log that its positions belong to
   */
  static ObjectNode of(long id, PushRow push, Position log) {
    ObjectNode json = SpecJson.plain().createObjectNode();
    json.put("id", id);
    json.put("position", new Position(log.logId(), log.epoch(), push.pos()).toString());
    if (push.since() < push.pos()) {
      json.put("since", new Position(log.logId(), log.epoch(), push.since()).toString());
    }
    json.put("pushedAt", push.pushedAt().toString());
    json.put("outcome", word(push.decision().outcome()));
    if (push.decision().reason() != null) {
      json.put("reason", push.decision().reason());
    }
    Instant decided = push.decision().at();
    if (decided != null) {
      json.put("decidedAt", decided.toString());
    }
    json.put("generatorVersion", push.generator());
    json.put("controlPlaneInstanceId", push.replica());
    json.put("session", push.session());
    json.put("number", push.number());
    if (push.missed() > 0) {
      json.put("notRecordedBefore", push.missed());
    }
    resources(json, push);
    node(json, push.node());
    return json;
  }

  /** Of a whole row how many there are, else the names of those that changed. */
  private static void resources(ObjectNode json, PushRow push) {
    JsonNode byType = SpecJson.parse(push.resources());
    if (push.whole()) {
      ObjectNode total = json.putObject("total");
      byType.properties().forEach(type -> total.put(url(type.getKey()), type.getValue().size()));
      return;
    }
    ObjectNode changed = SpecJson.plain().createObjectNode();
    ObjectNode removed = SpecJson.plain().createObjectNode();
    byType
        .properties()
        .forEach(type ->
            type.getValue()
                .properties()
                .forEach(resource ->
                    (resource.getValue().isNull() ? removed : changed)
                        .withArray("/" + url(type.getKey()).replace("~", "~0").replace("/", "~1"))
                        .add(resource.getKey())));
    json.set("changed", changed);
    if (!removed.isEmpty()) {
      json.set("removed", removed);
    }
  }

  private static void node(ObjectNode json, @Nullable String node) {
    if (node != null) {
      json.set("node", SpecJson.parse(node));
    }
  }

  /** A name that another version stored stays as it is. */
  private static String url(String type) {
    return Arrays.stream(XdsType.values())
        .filter(known -> known.name().equals(type))
        .map(XdsType::typeUrl)
        .findFirst()
        .orElse(type);
  }

  static String word(Enum<?> constant) {
    return Arrays.stream(constant.name().split("_"))
        .map(word -> word.toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }
}
