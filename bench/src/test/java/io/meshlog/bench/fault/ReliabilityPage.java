package io.meshlog.bench.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The tables of {@code docs/reliability.md}, by the heading they stand under. */
record ReliabilityPage(Map<String, List<List<String>>> tables) {
  static final String FAULTS = "The faults";
  static final String SKIPPED = "Rows that may be skipped";

  static ReliabilityPage of(Path root) throws IOException {
    Map<String, List<List<String>>> tables = new TreeMap<>();
    String heading = "";
    for (String line : Files.readAllLines(root.resolve("docs/reliability.md"))) {
      if (line.startsWith("#")) {
        heading = line.replaceFirst("#+ *", "").strip();
      } else if (line.startsWith("|") && !line.startsWith("|--")) {
        List<String> cells =
            List.of(line.substring(1).split("\\|")).stream().map(String::strip).toList();
        tables.computeIfAbsent(heading, h -> new ArrayList<>()).add(cells);
      }
    }
    return new ReliabilityPage(tables);
  }

  /** First cells below a heading, without the table's head. */
  List<String> rows(String heading) {
    return tables.getOrDefault(heading, List.of()).stream().skip(1).map(List::getFirst).toList();
  }

  /** The last cell of the row that begins so; empty when there is none. */
  String lastCell(String heading, String row) {
    return tables.getOrDefault(heading, List.of()).stream()
        .filter(cells -> cells.getFirst().equals(row))
        .map(List::getLast)
        .findFirst()
        .orElse("");
  }
}
