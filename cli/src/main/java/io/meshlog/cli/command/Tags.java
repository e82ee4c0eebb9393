package io.meshlog.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Tags as a word each: {@code kuma.io/service=web,api version=1}. Pure. */
final class Tags {
  private Tags() {}

  /** Of a gateway or all inbounds of a Dataplane. */
  static String ofDataplane(JsonNode dataplane) {
    List<JsonNode> all = new ArrayList<>();
    all.add(dataplane.at("/networking/gateway/tags"));
    dataplane.at("/networking/inbound").forEach(inbound -> all.add(inbound.path("tags")));
    return text(all);
  }

  static String text(List<JsonNode> tagSets) {
    Map<String, TreeSet<String>> values = new TreeMap<>();
    tagSets.forEach(tags ->
        tags.properties()
            .forEach(tag ->
                values
                    .computeIfAbsent(tag.getKey(), key -> new TreeSet<>())
                    .add(tag.getValue().asString(""))));
    return values.entrySet().stream()
        .map(tag -> tag.getKey() + "=" + String.join(",", tag.getValue()))
        .collect(Collectors.joining(" "));
  }
}
