package io.meshlog.model.target;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Resource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The {@code to} confs for the mesh as a whole, merged apart for each value of the split key
 * (policies.md 1.5 step 4).
 */
public final class SplitConf {
  private SplitConf() {}

  /** The policies are sorted by {@link Precedence#POLICIES}; in order of first appearance. */
  public static <C> List<Effective<C>> of(
      List<? extends Resource<? extends PolicySpec>> policies, ConfType<C> type) {
    List<Entry> entries =
        Entry.of(policies, PolicySpec::toEntries, type).stream()
            .filter(entry -> entry.target().kindIs(TargetKind.MESH))
            .toList();
    if (entries.isEmpty()) {
      return List.of();
    }
    List<JsonNode> trees = entries.stream().map(Entry::conf).toList();
    return ConfMerge.merge(trees, type.shape()).stream()
        .map(merged ->
            new Effective<>(
                SpecJson.plain().treeToValue(merged, type.type()),
                ConfType.sources(about(merged, entries, type.shape()))))
        .toList();
  }

  /** Those that had a part in it. */
  private static List<Entry> about(JsonNode merged, List<Entry> entries, MergeShape shape) {
    if (shape.splitKey().isEmpty()) {
      return entries;
    }
    String key = shape.splitKey().get();
    Map<String, JsonNode> wanted = new LinkedHashMap<>();
    merged.path(key).forEach(value -> wanted.put(value.asString(), value));
    return entries.stream()
        .filter(entry -> {
          JsonNode values = entry.conf().path(key);
          return wanted.isEmpty()
              ? values.isEmpty()
              : values.valueStream().anyMatch(value -> wanted.containsKey(value.asString()));
        })
        .toList();
  }
}
