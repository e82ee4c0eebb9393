package io.meshlog.dp.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One line of Prometheus' text format. */
record Sample(String name, Map<String, String> labels, double value) {

  /** Null when it is none. */
  static @Nullable Sample parse(String line) {
    int brace = line.indexOf('{');
    int space = line.indexOf(' ');
    if (space < 0 || (brace >= 0 && brace < space) == false) {
      return space < 0
          ? null
          : of(line.substring(0, space), Map.of(), line.substring(space + 1).strip());
    }
    Map<String, String> labels = new LinkedHashMap<>();
    int at = brace + 1;
    while (at < line.length() && line.charAt(at) != '}') {
      int equals = line.indexOf("=\"", at);
      if (equals < 0) {
        return null;
      }
      StringBuilder value = new StringBuilder();
      int end = value(line, equals + 2, value);
      if (end < 0) {
        return null;
      }
      labels.put(line.substring(at, equals).strip(), value.toString());
      at = end < line.length() && line.charAt(end) == ',' ? end + 1 : end;
    }
    return at >= line.length()
        ? null
        : of(line.substring(0, brace), labels, line.substring(at + 1).strip());
  }

  /** The position after the closing quote; negative without one. */
  private static int value(String line, int from, StringBuilder value) {
    for (int i = from; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        return i + 1;
      }
      if (c == '\\' && i + 1 < line.length()) {
        char escaped = line.charAt(++i);
        value.append(escaped == 'n' ? '\n' : escaped);
      } else {
        value.append(c);
      }
    }
    return -1;
  }

  private static @Nullable Sample of(String name, Map<String, String> labels, String rest) {
    String number = rest.split(" ", 2)[0];
    try {
      double value =
          switch (number) {
            case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(number);
          };
      return new Sample(name, labels, value);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
