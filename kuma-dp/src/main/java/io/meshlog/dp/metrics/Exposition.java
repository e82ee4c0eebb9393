package io.meshlog.dp.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of several sources as one text in Prometheus' format: a family is told of once, whoever
 * has samples of it. Local to one answer.
 */
final class Exposition {
  static final class Family {
    private @Nullable String help;
    private @Nullable String type;
    private final List<String> samples = new ArrayList<>();

    /** What it says itself: counter, gauge, histogram, summary; empty if nothing. */
    String kind() {
      return type == null ? "" : type.substring(type.lastIndexOf(' ') + 1);
    }

    /** Each a line. */
    List<String> samples() {
      return samples;
    }
  }

  private final Map<String, Family> families = new LinkedHashMap<>();
  private final String labels;

  /**
   * @param labels added to each sample that does not have them
   */
  Exposition(Map<String, String> labels) {
    StringBuilder all = new StringBuilder();
    labels.forEach((name, value) ->
        all.append(all.isEmpty() ? "" : ",")
            .append(name)
            .append("=\"")
            .append(value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"))
            .append('"'));
    this.labels = all.toString();
  }

  /** Lines that are none of the format's are left out. */
  void add(String text, Predicate<String> shown) {
    String family = "";
    for (String line : (Iterable<String>) text.lines()::iterator) {
      if (line.startsWith("# HELP ") || line.startsWith("# TYPE ")) {
        String[] words = line.split(" ", 4);
        family = words.length > 2 ? words[2] : "";
        if (shown.test(family)) {
          told(family, line);
        }
      } else if (!line.isBlank() && !line.startsWith("#")) {
        String name = line.split("[{ ]", 2)[0];
        String of = isOf(name, family) ? family : name;
        if (shown.test(of)) {
          family(of).samples.add(labelled(line, name));
        }
      }
    }
  }

  private void told(String name, String line) {
    Family family = family(name);
    if (line.startsWith("# HELP ") && family.help == null) {
      family.help = line;
    } else if (line.startsWith("# TYPE ") && family.type == null) {
      family.type = line;
    }
  }

  private Family family(String name) {
    return families.computeIfAbsent(name, none -> new Family());
  }

  /** Of a histogram or summary the samples have names of their own. */
  private static boolean isOf(String sample, String family) {
    return sample.equals(family)
        || (!family.isEmpty()
            && sample.startsWith(family)
            && sample.substring(family.length()).matches("_(bucket|sum|count|total|created)"));
  }

  private String labelled(String line, String name) {
    if (labels.isEmpty()) {
      return line;
    }
    int open = name.length();
    return open < line.length() && line.charAt(open) == '{'
        ? name + '{' + missing(line, open) + line.substring(open + 1)
        : name + '{' + labels + '}' + line.substring(open);
  }

  /** A sample says itself what it has a label for. */
  private String missing(String line, int open) {
    boolean none = line.charAt(open + 1) == '}';
    StringBuilder added = new StringBuilder();
    for (String label : labels.split("(?<=\"),")) {
      String key = label.substring(0, label.indexOf('=') + 2);
      if (!line.contains('{' + key) && !line.contains(',' + key)) {
        added.append(label).append(',');
      }
    }
    return none && !added.isEmpty() ? added.substring(0, added.length() - 1) : added.toString();
  }

  /** By name. */
  Map<String, Family> families() {
    return families;
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    for (Family family : families.values()) {
      if (!family.samples.isEmpty()) {
        if (family.help != null) {
          out.append(family.help).append('\n');
        }
        if (family.type != null) {
          out.append(family.type).append('\n');
        }
        family.samples.forEach(sample -> out.append(sample).append('\n'));
      }
    }
    return out.toString();
  }
}
