package io.meshlog.model.template;

import io.meshlog.model.resource.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Kuma's resources use of Go's text templates: literal text, {@code {{ .Field }}}, {@code {{
 * label "key" }}}, comments, and the markers that trim white space. Anything else of the language
 * (pipelines, conditions, variables) is refused when parsed. Immutable.
 */
public record GoTemplate(List<Part> parts) {
  private static final Pattern ACTION =
      Pattern.compile(
          "\\s*(?:\\.(?<field>[A-Za-z_]\\w*)"
              + "|label\\s+(?:\"(?<key>(?:[^\"\\\\]|\\\\[\"\\\\])*)\"|`(?<raw>[^`]*)`)"
              + "|/\\*.*?\\*/)\\s*",
          Pattern.DOTALL);

  public GoTemplate {
    parts = List.copyOf(parts);
  }

  private sealed interface Part {}

  private record Text(String value) implements Part {}

  private record Field(String name) implements Part {}

  private record Label(String key) implements Part {}

  /** Throws IllegalArgumentException that says what cannot be read. */
  public static GoTemplate parse(String text) {
    List<Part> parts = new ArrayList<>();
    boolean trim = false;
    int at = 0;
    while (true) {
      int open = text.indexOf("{{", at);
      String literal = text.substring(at, open < 0 ? text.length() : open);
      literal = trim ? literal.stripLeading() : literal;
      boolean trimsBefore =
          open >= 0 && text.startsWith("- ", open + 2); // "{{-3}}" would be a number
      parts.add(new Text(trimsBefore ? literal.stripTrailing() : literal));
      if (open < 0) {
        return new GoTemplate(parts);
      }
      int start = trimsBefore ? open + 3 : open + 2;
      Matcher action = ACTION.matcher(text).region(start, text.length());
      boolean read = action.lookingAt();
      int end = read ? action.end() : start;
      trim = read && text.startsWith("-}}", end) && Character.isWhitespace(text.charAt(end - 1));
      if (!read || !(trim || text.startsWith("}}", end))) {
        throw unreadable(text, open);
      }
      add(parts, action);
      at = end + (trim ? 3 : 2);
    }
  }

  private static void add(List<Part> parts, Matcher action) {
    if (action.group("field") != null) {
      parts.add(new Field(action.group("field")));
    } else if (action.group("key") != null) {
      parts.add(new Label(action.group("key").replaceAll("\\\\(.)", "$1")));
    } else if (action.group("raw") != null) {
      parts.add(new Label(action.group("raw")));
    }
  }

  private static IllegalArgumentException unreadable(String text, int open) {
    int close = text.indexOf("}}", open);
    return new IllegalArgumentException(
        close < 0
            ? "unclosed action: " + text.substring(open)
            : text.substring(open, close + 2)
                + " is not supported: use {{ .Field }} or {{ label \"key\" }}");
  }

  /** What stands for the labels of a resource that does not exist yet. */
  @FunctionalInterface
  public interface LabelSource {
    /** Throws IllegalArgumentException when there is no such label. */
    String value(String key);
  }

  public static LabelSource of(Labels labels) {
    return key -> {
      String value = labels.get(key);
      if (value == null) {
        throw new IllegalArgumentException("label " + key + " not found");
      }
      return value;
    };
  }

  /** Throws IllegalArgumentException when a field or a label is not there. */
  public String render(Map<String, String> fields, LabelSource labels) {
    StringBuilder out = new StringBuilder();
    for (Part part : parts) {
      out.append(
          switch (part) {
            case Text text -> text.value();
            case Label label -> labels.value(label.key());
            case Field field -> field(fields, field.name());
          });
    }
    return out.toString();
  }

  private static String field(Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "there is no field ."
              + name
              + ", only ."
              + String.join(", .", fields.keySet().stream().sorted().toList()));
    }
    return value;
  }
}
