package io.meshlog.model.admit;

import io.meshlog.model.resource.Violation;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What JSON allows and the log cannot keep as it is: NUL and half characters in texts, numbers
 * beyond any range. Such input is refused before it can spoil an append that others share.
 */
final class Storable {
  private Storable() {}

  /** The first such place below a path, empty when there is none. */
  static Optional<Violation> fault(String path, JsonNode node) {
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        if (!whole(field.getKey())) {
          return Optional.of(
              new Violation(path, "a field's name must not hold NUL or half characters"));
        }
        String below = path.isEmpty() ? field.getKey() : path + '.' + field.getKey();
        Optional<Violation> fault = fault(below, field.getValue());
        if (fault.isPresent()) {
          return fault;
        }
      }
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        Optional<Violation> fault = fault(path + '[' + i + ']', node.get(i));
        if (fault.isPresent()) {
          return fault;
        }
      }
    } else if (node.isString() && !whole(node.stringValue())) {
      return Optional.of(new Violation(path, "must not hold NUL or half characters"));
    } else if (node.isNumber() && !Double.isFinite(node.doubleValue())) {
      return Optional.of(new Violation(path, "the number is out of range"));
    }
    return Optional.empty();
  }

  private static boolean whole(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || Character.isLowSurrogate(c)) {
        return false;
      }
      if (Character.isHighSurrogate(c)) {
        i++;
        if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
          return false;
        }
      }
    }
    return true;
  }
}
