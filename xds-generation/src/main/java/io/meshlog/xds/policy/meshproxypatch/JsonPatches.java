package io.meshlog.xds.policy.meshproxypatch;

import io.meshlog.xds.policy.meshproxypatch.MeshProxyPatch.JsonPatch;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * RFC 6902 with two allowances: what an {@code add} needs on its way is made, and removing what is
 * not there does nothing.
 */
final class JsonPatches {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JsonPatches() {}

  /** Works on a copy; null when a patch does not fit. */
  static @Nullable JsonNode apply(JsonNode document, List<JsonPatch> patches) {
    JsonNode result = document.deepCopy();
    for (JsonPatch patch : patches) {
      JsonNode next = one(result, patch);
      if (next == null) {
        return null;
      }
      result = next;
    }
    return result;
  }

  private static @Nullable JsonNode one(JsonNode document, JsonPatch patch) {
    String path = patch.path() == null ? "" : patch.path();
    JsonNode value = patch.value() == null ? NODES.nullNode() : patch.value().deepCopy();
    return switch (patch.op() == null ? "" : patch.op()) {
      case "add" -> add(document, path, value);
      case "replace" -> find(document, path) == null ? null : replace(document, path, value);
      case "remove" -> remove(document, path);
      case "move" -> {
        JsonNode moved = patch.from() == null ? null : find(document, patch.from());
        yield moved == null ? null : add(remove(document, patch.from()), path, moved);
      }
      case "copy" -> {
        JsonNode copied = patch.from() == null ? null : find(document, patch.from());
        yield copied == null ? null : add(document, path, copied.deepCopy());
      }
      default -> null;
    };
  }

  private static String[] steps(String path) {
    String[] parts = path.substring(path.startsWith("/") ? 1 : 0).split("/", -1);
    for (int i = 0; i < parts.length; i++) {
      parts[i] = parts[i].replace("~1", "/").replace("~0", "~");
    }
    return parts;
  }

  private static boolean root(String path) {
    return path.isEmpty();
  }

  private static @Nullable JsonNode find(JsonNode document, String path) {
    JsonNode at = document;
    if (root(path)) {
      return at;
    }
    for (String step : steps(path)) {
      at = child(at, step);
      if (at == null) {
        return null;
      }
    }
    return at;
  }

  private static @Nullable JsonNode child(JsonNode parent, String step) {
    if (parent instanceof ArrayNode array) {
      int index = index(step, array.size() - 1);
      return index < 0 ? null : array.get(index);
    }
    return parent.get(step);
  }

  /** Negative when it is none up to the last. */
  private static int index(String step, int last) {
    if (!step.matches("\\d{1,6}")) {
      return -1;
    }
    int index = Integer.parseInt(step);
    return index <= last ? index : -1;
  }

  private static @Nullable JsonNode add(JsonNode document, String path, JsonNode value) {
    if (root(path)) {
      return value;
    }
    String[] steps = steps(path);
    JsonNode at = document;
    for (int i = 0; i < steps.length - 1; i++) {
      JsonNode next = child(at, steps[i]);
      if (next == null) {
        next = steps[i + 1].equals("-") ? NODES.arrayNode() : NODES.objectNode();
        if (!put(at, steps[i], next)) {
          return null;
        }
      }
      at = next;
    }
    return put(at, steps[steps.length - 1], value) ? document : null;
  }

  private static boolean put(JsonNode parent, String step, JsonNode value) {
    switch (parent) {
      case ObjectNode object -> {
        object.set(step, value);
        return true;
      }
      case ArrayNode array -> {
        int index = step.equals("-") ? array.size() : index(step, array.size());
        if (index < 0) {
          return false;
        }
        array.insert(index, value);
        return true;
      }
      default -> {
        return false;
      }
    }
  }

  private static JsonNode replace(JsonNode document, String path, JsonNode value) {
    if (root(path)) {
      return value;
    }
    String[] steps = steps(path);
    String last = steps[steps.length - 1];
    JsonNode parent = parent(document, steps);
    if (parent instanceof ArrayNode array) {
      array.set(Integer.parseInt(last), value);
    } else if (parent instanceof ObjectNode object) {
      object.set(last, value);
    }
    return document;
  }

  private static JsonNode remove(JsonNode document, String path) {
    String[] steps = steps(path);
    String last = steps[steps.length - 1];
    JsonNode parent = parent(document, steps);
    if (parent instanceof ArrayNode array && index(last, array.size() - 1) >= 0) {
      array.remove(Integer.parseInt(last));
    } else if (parent instanceof ObjectNode object) {
      object.remove(last);
    }
    return document;
  }

  private static @Nullable JsonNode parent(JsonNode document, String[] steps) {
    JsonNode at = document;
    for (int i = 0; i < steps.length - 1 && at != null; i++) {
      at = child(at, steps[i]);
    }
    return at;
  }
}
