package io.meshlog.model.target;

import io.meshlog.model.target.MergeShape.Keyed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Merges the confs of a policy type, weakest first (policies.md 1.5). Works on JSON, where a field
 * that was not set is absent and one that was set to zero is there. Inputs are not changed.
 */
public final class ConfMerge {
  private static final String APPEND = "append";
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ConfMerge() {}

  /** One result, or one per value of the split key in order of first appearance. */
  public static List<ObjectNode> merge(List<? extends JsonNode> confs, MergeShape shape) {
    return shape.splitKey().isEmpty()
        ? List.of(mergeOne(confs, shape))
        : split(confs, shape.splitKey().get()).entrySet().stream()
            .map(part -> withSplitKey(part.getKey(), mergeOne(part.getValue(), shape), shape))
            .toList();
  }

  /** As {@link #merge}, ignoring a split key. */
  static ObjectNode mergeOne(List<? extends JsonNode> confs, MergeShape shape) {
    ObjectNode result = NODES.objectNode();
    confs.forEach(conf -> patch(result, conf));
    appended(result, confs);
    shape.keyed().ifPresent(keyed -> byKey(result, confs, keyed));
    return result;
  }

  /** RFC 7396: objects merge, everything else replaces, null deletes. */
  private static void patch(ObjectNode target, JsonNode patch) {
    for (Map.Entry<String, JsonNode> field : patch.properties()) {
      JsonNode value = field.getValue();
      if (value.isNull()) {
        target.remove(field.getKey());
      } else if (value.isObject()) {
        ObjectNode inner =
            target.get(field.getKey()) instanceof ObjectNode known
                ? known
                : target.putObject(field.getKey());
        patch(inner, value);
      } else {
        target.set(field.getKey(), value.deepCopy());
      }
    }
  }

  /** Lists called {@code appendX} hold what all confs say, at any depth. */
  private static void appended(ObjectNode result, List<? extends JsonNode> confs) {
    for (String name : List.copyOf(result.propertyNames())) {
      List<JsonNode> given =
          confs.stream().filter(conf -> conf.has(name)).map(conf -> conf.get(name)).toList();
      if (result.get(name) instanceof ObjectNode inner) {
        appended(inner, given);
      } else if (appends(name) && result.get(name).isArray()) {
        ArrayNode all = NODES.arrayNode();
        given.forEach(list -> list.forEach(item -> all.add(item.deepCopy())));
        result.set(name, all);
      }
    }
  }

  private static boolean appends(String name) {
    return name.length() > APPEND.length()
        && name.startsWith(APPEND)
        && Character.isUpperCase(name.charAt(APPEND.length()));
  }

  /** Items with an equal key become one, at the place of the last of them. */
  private static void byKey(ObjectNode result, List<? extends JsonNode> confs, Keyed keyed) {
    Map<JsonNode, List<JsonNode>> groups = new LinkedHashMap<>();
    for (JsonNode conf : confs) {
      for (JsonNode item : conf.path(keyed.list())) {
        JsonNode key = item.path(keyed.key());
        List<JsonNode> group = groups.remove(key);
        group = group == null ? new ArrayList<>() : group;
        group.add(item);
        groups.put(key, group);
      }
    }
    if (groups.isEmpty()) {
      return;
    }
    ArrayNode list = NODES.arrayNode();
    groups.values().forEach(group -> list.add(oneItem(group, keyed)));
    result.set(keyed.list(), list);
  }

  private static ObjectNode oneItem(List<JsonNode> group, Keyed keyed) {
    ObjectNode item = (ObjectNode) group.getLast().deepCopy();
    List<JsonNode> values =
        group.stream().map(each -> each.path(keyed.value())).filter(JsonNode::isObject).toList();
    if (!values.isEmpty()) {
      item.set(keyed.value(), mergeOne(values, MergeShape.PLAIN));
    }
    return item;
  }

  private static Map<String, List<JsonNode>> split(List<? extends JsonNode> confs, String key) {
    Map<String, List<JsonNode>> parts = new LinkedHashMap<>();
    for (JsonNode conf : confs) {
      Set<String> values = new LinkedHashSet<>();
      conf.path(key).forEach(value -> values.add(value.asString()));
      for (String value : values.isEmpty() ? Set.of("") : values) {
        parts.computeIfAbsent(value, none -> new ArrayList<>()).add(conf);
      }
    }
    return parts;
  }

  private static ObjectNode withSplitKey(String value, ObjectNode merged, MergeShape shape) {
    String key = shape.splitKey().orElseThrow();
    if (value.isEmpty()) {
      merged.remove(key);
    } else {
      merged.set(key, NODES.arrayNode().add(value));
    }
    return merged;
  }
}
