package io.meshlog.bench.load;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Figures by name, of each target: told as they come, then side by side. */
public final class Measured {
  private static final MathContext SHOWN = new MathContext(3);

  private record Row(String unit, Map<String, Double> byTarget) {}

  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final PrintStream out;

  public Measured(PrintStream out) {
    this.out = out;
  }

  void add(Target target, String name, double value, String unit) {
    add(target.name(), name, value, unit);
  }

  public void add(String target, String name, double value, String unit) {
    rows.computeIfAbsent(name, n -> new Row(unit, new LinkedHashMap<>()))
        .byTarget()
        .put(target, value);
    out.printf(Locale.ROOT, "  %-10s %-48s %10s %s%n", target, name, shown(value), unit);
  }

  private static String shown(double value) {
    return Double.isFinite(value) ? new BigDecimal(value, SHOWN).toPlainString() : "-";
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** NaN when it was not measured. */
  public double of(String target, String name) {
    Row row = rows.get(name);
    return row == null ? Double.NaN : row.byTarget().getOrDefault(target, Double.NaN);
  }

  /** A Markdown table: the measured target, the floor, and how many times the floor it is. */
  public String table(String target, String floor) {
    StringBuilder text =
        new StringBuilder("| Work | " + target + " | " + floor + " | times |\n|---|---|---|---|\n");
    rows.forEach((name, row) -> {
      double value = row.byTarget().getOrDefault(target, Double.NaN);
      double least = row.byTarget().getOrDefault(floor, Double.NaN);
      text.append(
          "| %s%s | %s | %s | %s |\n"
              .formatted(
                  name,
                  row.unit().isEmpty() ? "" : ", " + row.unit(),
                  shown(value),
                  shown(least),
                  shown(least > 0 ? value / least : Double.NaN)));
    });
    return text.toString();
  }

  ObjectNode json() {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    rows.forEach((name, row) -> {
      ObjectNode node = json.putObject(name).put("unit", row.unit());
      row.byTarget().forEach(node::put);
    });
    return json;
  }
}
