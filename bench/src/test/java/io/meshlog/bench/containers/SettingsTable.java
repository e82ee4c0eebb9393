package io.meshlog.bench.containers;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The settings that a document's tables list: every row that names, in code marks, a flag or a
 * variable in its first two cells. The documents are held equal to the programs by tests of theirs.
 */
final class SettingsTable {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  private final Set<String> flags = new HashSet<>();
  private final Map<String, String> defaults = new HashMap<>();

  static SettingsTable in(String document) {
    var table = new SettingsTable();
    ProjectFiles.text(document).lines().filter(line -> line.startsWith("|")).forEach(table::row);
    return table;
  }

  private void row(String line) {
    String[] cells = line.split("\\|", -1);
    for (int i = 1; i < cells.length - 1 && i < 3; i++) {
      String first = "";
      for (String word : code(cells[i])) {
        String given = String.join(" ", code(cells[i + 1]));
        if (word.startsWith("-")) {
          flags.add(word);
        } else if (word.matches("(KUMA|MESHLOG)_[A-Z0-9_]+")) {
          first = first.isEmpty() ? word : first;
          defaults.put(word, given);
        } else if (word.startsWith("\u2026_")) {
          written(first, word.substring(2)).forEach(name -> defaults.put(name, given));
        }
      }
    }
  }

  /** {@code A_B_C}, and beside it only {@code D}: it ends where C does, or where D is as long. */
  private static List<String> written(String first, String rest) {
    List<String> words = List.of(first.split("_"));
    int asLong = Math.max(1, words.size() - rest.split("_").length);
    return List.of(
        String.join("_", words.subList(0, words.size() - 1)) + "_" + rest,
        String.join("_", words.subList(0, asLong)) + "_" + rest);
  }

  private static List<String> code(String cell) {
    return CODE.matcher(cell).results().map(found -> found.group(1)).toList();
  }

  Set<String> flags() {
    return Set.copyOf(flags);
  }

  Set<String> variables() {
    return Set.copyOf(defaults.keySet());
  }

  /** What the cell after the variable's gives in code marks. */
  Optional<String> defaultOf(String variable) {
    return Optional.ofNullable(defaults.get(variable)).filter(text -> !text.isEmpty());
  }
}
