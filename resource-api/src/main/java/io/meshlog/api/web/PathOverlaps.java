package io.meshlog.api.web;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Paths in words that a template beside them covers, too: {@code …/_overview} and {@code …/{name}}.
 * A request for such a path never means the template's (rest-and-dataplane-protocol.md 1.2), but
 * the framework would take a method that only the template has for one.
 */
final class PathOverlaps {
  private PathOverlaps() {}

  /**
   * @param methods its own
   * @param foreign that only a template has
   */
  record Overlap(String path, SortedSet<String> methods, SortedSet<String> foreign) {}

  static List<Overlap> of(List<Route> routes) {
    SortedMap<String, SortedSet<String>> methods = new TreeMap<>();
    routes.forEach(route ->
        methods.computeIfAbsent(route.path(), path -> new TreeSet<>()).add(route.method()));
    return methods.entrySet().stream()
        .map(own -> {
          SortedSet<String> foreign = new TreeSet<>();
          methods.forEach((other, theirs) -> {
            if (covers(other, own.getKey())) {
              foreign.addAll(theirs);
            }
          });
          foreign.removeAll(own.getValue());
          return new Overlap(own.getKey(), own.getValue(), foreign);
        })
        .filter(overlap -> !overlap.foreign().isEmpty())
        .toList();
  }

  /** Whether each segment is the same or a variable where the path has a word. */
  private static boolean covers(String template, String path) {
    String[] wide = template.split("/");
    String[] narrow = path.split("/");
    if (wide.length != narrow.length || template.equals(path)) {
      return false;
    }
    for (int i = 0; i < wide.length; i++) {
      if (!wide[i].equals(narrow[i]) && !(wide[i].startsWith("{") && !narrow[i].startsWith("{"))) {
        return false;
      }
    }
    return true;
  }
}
