package io.meshlog.cli.importer;

import io.meshlog.cli.importer.ImportLine.Outcome;
import io.meshlog.cli.output.Table;
import io.meshlog.model.json.SpecJson;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What came over and what did not, for people and programs. Pure. */
public record ImportReport(boolean dryRun, List<ImportLine> lines) {
  public ImportReport {
    lines = List.copyOf(lines);
  }

  public boolean complete() {
    return lines.stream().noneMatch(line -> line.outcome() == Outcome.REFUSED);
  }

  private Map<Outcome, Long> counts() {
    Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
    lines.forEach(line -> counts.merge(line.outcome(), 1L, Long::sum));
    return counts;
  }

  public String table() {
    Table table = new Table("OUTCOME", "TYPE", "MESH", "NAME", "WHY");
    for (ImportLine line : lines) {
      String warnings =
          line.warnings().stream()
              .map(text -> "warning: " + text)
              .collect(Collectors.joining("; "));
      String why =
          line.note().isEmpty()
              ? warnings
              : line.note() + (warnings.isEmpty() ? "" : "; " + warnings);
      table.row(
          line.outcome().toString(),
          line.type(),
          line.mesh().isEmpty() ? "-" : line.mesh(),
          line.name(),
          why.isEmpty() ? "-" : why);
    }
    return table.text() + "\n" + summary() + "\n";
  }

  private String summary() {
    Map<Outcome, Long> counts = counts();
    String text =
        Arrays.stream(Outcome.values())
            .map(outcome -> counts.getOrDefault(outcome, 0L) + " " + outcome)
            .collect(Collectors.joining(", "));
    return dryRun ? "a real run would end with: " + text : text;
  }

  public ObjectNode json() {
    ObjectNode root = SpecJson.plain().createObjectNode();
    root.put("dryRun", dryRun);
    ObjectNode summary = root.putObject("summary");
    Map<Outcome, Long> counts = counts();
    for (Outcome outcome : Outcome.values()) {
      summary.put(outcome.toString(), counts.getOrDefault(outcome, 0L));
    }
    ArrayNode all = root.putArray("resources");
    for (ImportLine line : lines) {
      ObjectNode node = all.addObject();
      node.put("type", line.type());
      if (!line.mesh().isEmpty()) {
        node.put("mesh", line.mesh());
      }
      node.put("name", line.name()).put("outcome", line.outcome().toString());
      if (!line.note().isEmpty()) {
        node.put("reason", line.note());
      }
      if (!line.warnings().isEmpty()) {
        ArrayNode warnings = node.putArray("warnings");
        line.warnings().forEach(warnings::add);
      }
    }
    return root;
  }
}
