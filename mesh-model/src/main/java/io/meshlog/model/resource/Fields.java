package io.meshlog.model.resource;

import io.meshlog.model.json.GoDuration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads parts of a spec that are kept as they came (maps of JSON values). A value of another kind
 * than asked for counts as absent.
 */
public record Fields(Map<String, Object> values) {

  public static Fields of(@Nullable Object value) {
    return new Fields(map(value));
  }

  private static Map<String, Object> map(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> raw)) {
      return Map.of();
    }
    Map<String, Object> typed = new LinkedHashMap<>();
    raw.forEach((key, content) -> {
      if (content != null) {
        typed.put(String.valueOf(key), content);
      }
    });
    return typed;
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  public Fields object(String name) {
    return of(values.get(name));
  }

  public List<Fields> objects(String name) {
    return values.get(name) instanceof List<?> list
        ? list.stream().map(Fields::of).toList()
        : List.of();
  }

  /** A map of texts; what else there is counts as absent. */
  public Tags tags(String name) {
    Map<String, String> tags = new TreeMap<>();
    object(name)
        .values()
        .forEach((key, value) -> {
          if (value instanceof String text) {
            tags.put(key, text);
          }
        });
    return Tags.of(tags);
  }

  public String text(String name) {
    return values.get(name) instanceof String text ? text : "";
  }

  /** A number, or one written as text; 0 when there is neither. */
  public double number(String name) {
    return switch (values.get(name)) {
      case Number number -> number.doubleValue();
      case String text -> parse(text);
      case null, default -> 0;
    };
  }

  public int integer(String name) {
    return (int) number(name);
  }

  private static double parse(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Empty when absent or no duration. */
  public Optional<GoDuration> duration(String name) {
    try {
      return has(name) ? Optional.of(GoDuration.parse(text(name))) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
