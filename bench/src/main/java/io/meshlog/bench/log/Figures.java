package io.meshlog.bench.log;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What was measured, in order: told as it comes, then once more as JSON. */
final class Figures {
  private static final MathContext SHOWN = new MathContext(4);

  private record Figure(String name, double value, String unit) {}

  private final List<Figure> all = new ArrayList<>();
  private final PrintStream out;

  Figures(PrintStream out) {
    this.out = out;
  }

  void add(String name, double value, String unit) {
    all.add(new Figure(name, value, unit));
    out.printf(Locale.ROOT, "| %-52s | %12s %-10s |%n", name, shown(value), unit);
  }

  private static String shown(double value) {
    return Double.isFinite(value) ? new BigDecimal(value, SHOWN).toPlainString() : "-";
  }

  /** One object: name to value and unit. */
  ObjectNode json() {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    all.forEach(figure ->
        json.putObject(figure.name()).put("value", figure.value()).put("unit", figure.unit()));
    return json;
  }
}
