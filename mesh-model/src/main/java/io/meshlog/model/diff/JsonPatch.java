package io.meshlog.model.diff;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The difference of two JSON documents as a JSON Patch (RFC 6902) of {@code add}, {@code remove}
 * and {@code replace}: applied in order to the first it gives the second. Not always the shortest
 * there is: of two lists what is equal at both ends is left alone, and the rest is compared by
 * place.
 */
public final class JsonPatch {

  /** What an operation does. */
  public enum Op {
    ADD("add"),
    REMOVE("remove"),
    REPLACE("replace");

    private final String word;

    Op(String word) {
      this.word = word;
    }

    /** As RFC 6902 writes it. */
    public String word() {
      return word;
    }
  }

  /**
   * @param path JSON Pointer (RFC 6901), empty for the whole document
   * @param value empty for a removal
   */
  public record Operation(Op op, String path, Optional<JsonNode> value) {}

  private final List<Operation> operations = new ArrayList<>();

  private JsonPatch() {}

  /**
   * @param before null when there was no document: the patch then adds the whole
   * @param after null when there is none any more
   */
  public static List<Operation> between(@Nullable JsonNode before, @Nullable JsonNode after) {
    JsonPatch patch = new JsonPatch();
    if (before == null && after != null) {
      patch.add(Op.ADD, "", after);
    } else if (before != null && after == null) {
      patch.remove("");
    } else if (before != null) {
      patch.compare("", before, after);
    }
    return List.copyOf(patch.operations);
  }

  /** As RFC 6902 writes a patch. */
  public static ArrayNode json(List<Operation> operations) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (Operation operation : operations) {
      ObjectNode node = list.addObject();
      node.put("op", operation.op().word());
      node.put("path", operation.path());
      operation.value().ifPresent(value -> node.set("value", value));
    }
    return list;
  }

  private void add(Op op, String path, JsonNode value) {
    operations.add(new Operation(op, path, Optional.of(value)));
  }

  private void remove(String path) {
    operations.add(new Operation(Op.REMOVE, path, Optional.empty()));
  }

  private void compare(String path, JsonNode before, JsonNode after) {
    if (before.equals(after)) {
      return;
    }
    if (before instanceof ObjectNode old && after instanceof ObjectNode now) {
      objects(path, old, now);
    } else if (before instanceof ArrayNode old && after instanceof ArrayNode now) {
      lists(path, old, now);
    } else {
      add(Op.REPLACE, path, after);
    }
  }

  private void objects(String path, ObjectNode before, ObjectNode after) {
    TreeSet<String> names = new TreeSet<>(before.propertyNames());
    names.addAll(after.propertyNames());
    for (String name : names) {
      String at = path + '/' + escaped(name);
      if (!after.has(name)) {
        remove(at);
      } else if (!before.has(name)) {
        add(Op.ADD, at, after.required(name));
      } else {
        compare(at, before.required(name), after.required(name));
      }
    }
  }

  private void lists(String path, ArrayNode before, ArrayNode after) {
    int shorter = Math.min(before.size(), after.size());
    int start = 0;
    while (start < shorter && before.get(start).equals(after.get(start))) {
      start++;
    }
    int tail = 0;
    while (tail < shorter - start
        && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
      tail++;
    }
    int oldEnd = before.size() - tail;
    int newEnd = after.size() - tail;
    int common = Math.min(oldEnd, newEnd);
    for (int i = start; i < common; i++) {
      compare(path + '/' + i, before.get(i), after.get(i));
    }
    for (int i = oldEnd - 1; i >= common; i--) {
      remove(path + '/' + i);
    }
    for (int i = common; i < newEnd; i++) {
      add(Op.ADD, path + '/' + i, after.get(i));
    }
  }

  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
