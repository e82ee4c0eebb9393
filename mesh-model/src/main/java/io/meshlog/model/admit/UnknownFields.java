package io.meshlog.model.admit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Finds what was submitted and is read by no one: a misspelt field would else be lost without a
 * word (Kuma drops it silently, rest-and-dataplane-protocol.md 2.3).
 */
final class UnknownFields {
  private final List<String> warnings = new ArrayList<>();

  private UnknownFields() {}

  /**
   * @param submitted the spec as it came
   * @param bound the same after binding, every field written back
   * @return a warning for each field that has a value in the first and no place in the second
   */
  static List<String> warnings(String path, JsonNode submitted, JsonNode bound) {
    UnknownFields search = new UnknownFields();
    search.compare(path, submitted, bound);
    return search.warnings;
  }

  static String warning(String path) {
    int dot = path.lastIndexOf('.');
    String field = path.substring(dot + 1);
    String hint = field.indexOf('_') > 0 ? "; did you mean \"" + camelCase(field) + "\"?" : "";
    return "unknown field \"" + path + "\" is ignored" + hint;
  }

  private void compare(String path, JsonNode submitted, JsonNode bound) {
    if (submitted.isObject() && bound.isObject()) {
      submitted
          .properties()
          .forEach(field -> {
            String below = path.isEmpty() ? field.getKey() : path + '.' + field.getKey();
            JsonNode kept = bound.get(field.getKey());
            if (kept == null) {
              kept = byItsOtherName(field.getKey(), submitted, bound);
            }
            if (kept != null) {
              compare(below, field.getValue(), kept);
            } else if (!blank(field.getValue())) {
              warnings.add(warning(below));
            }
          });
    } else if (submitted.isArray() && bound.isArray()) {
      for (int i = 0; i < Math.min(submitted.size(), bound.size()); i++) {
        compare(path + '[' + i + ']', submitted.get(i), bound.get(i));
      }
    }
  }

  /** Some fields are also read by the name they have in Kuma's protos, with underscores. */
  private static @Nullable JsonNode byItsOtherName(
      String field, JsonNode submitted, JsonNode bound) {
    String usual = camelCase(field);
    JsonNode kept = submitted.has(usual) ? null : bound.get(usual);
    return kept == null || blank(kept) ? null : kept;
  }

  /** Zero values are not written back even where the field is known; nothing is lost with them. */
  private static boolean blank(JsonNode value) {
    return value.isNull()
        || (value.isContainer() && value.isEmpty())
        || (value.isBoolean() && !value.booleanValue())
        || (value.isNumber() && value.doubleValue() == 0)
        || (value.isString() && (value.stringValue().isEmpty() || value.stringValue().equals("0")));
  }

  private static String camelCase(String snake) {
    StringBuilder out = new StringBuilder();
    boolean upper = false;
    for (char c : snake.toCharArray()) {
      if (c == '_') {
        upper = true;
      } else {
        out.append(upper ? Character.toUpperCase(c) : c);
        upper = false;
      }
    }
    return out.toString();
  }
}
