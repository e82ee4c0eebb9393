package io.meshlog.bench.report;

import io.meshlog.bench.load.Measured;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The runs side by side: a row for each kind of work, a column for each run, each figure beside its
 * floor. What was known before the work began is quoted in front.
 */
final class SummaryTable {

  /**
   * @param peer Kuma 2.14.3 on another machine of two cores, as stated; empty when it was not
   * @param floor that machine's
   * @param goal of the work; empty when there was none
   * @param figures names of what was measured; several are shown with a slash between
   * @param scale from the measured unit to the row's
   */
  private record Row(
      String name, String peer, String floor, String goal, double scale, List<String> figures) {
    Row(String name, String peer, String floor, String goal, double scale, String... figures) {
      this(name, peer, floor, goal, scale, Arrays.asList(figures));
    }
  }

  private static final String P50 = ", answer to receipt p50";
  private static final String P99 = ", answer to receipt p99";

  private static final List<Row> ROWS =
      List.of(
          new Row(
              "all proxies converge after start, s",
              "33 to 37",
              "1.2",
              "4",
              1,
              "all converge after start"),
          new Row("CPU for it, ms per proxy", "62", "1.1", "6", 1, "CPU for it, per proxy"),
          new Row("all reconnect at once, s", "", "", "", 1, "all reconnect at once"),
          new Row("CPU for it, ms per proxy", "", "", "", 1, "CPU for reconnecting, per proxy"),
          new Row(
              "endpoint added: answer to receipt, p50 / p99 ms",
              "2,800 / 7,200",
              "4 / 31",
              "8 / 60",
              1,
              "endpoint added" + P50,
              "endpoint added" + P99),
          new Row(
              "policy changed for all: p50 / p99 ms",
              "3,300 / 8,400",
              "27 / 61",
              "100 / 250",
              1,
              "policy changed for all" + P50,
              "policy changed for all" + P99),
          new Row(
              "CPU per endpoint change, s",
              "6.6",
              "0.027",
              "0.06",
              0.001,
              "endpoint added, CPU per change"),
          new Row(
              "CPU per change that concerns nobody, s",
              "",
              "",
              "",
              0.001,
              "endpoint that nobody uses, CPU per change"),
          new Row(
              "CPU per policy change, s",
              "",
              "",
              "",
              0.001,
              "policy changed for all, CPU per change"),
          new Row(
              "5 changes a second: p50 / p99 ms",
              "7,062 / 17,918",
              "- / 41",
              "10 / 100",
              1,
              "churn" + P50,
              "churn" + P99),
          new Row("CPU of that, % of a core", "136", "15", "25", 1, "churn, CPU of a core"),
          new Row(
              "idle CPU once settled, % of a core",
              "18 at 500 proxies", "0", "1", 1, "idle CPU, of a core"),
          new Row(
              "memory over an empty one, KiB per proxy",
              "709 to 812",
              "203",
              "300",
              1,
              "memory over an empty one, per proxy"),
          new Row("peak memory, MiB", "", "", "", 1, "peak memory"),
          new Row("start to the first answer, s", "", "", "", 1, "start to the first answer"),
          new Row("received in all, responses", "", "", "", 1, "received in all"),
          new Row("received in all, MB", "", "", "", 1, "received in all, size"),
          new Row(
              "driver's CPU: converging, ms per proxy",
              "",
              "",
              "",
              1,
              "driver's CPU for it, per proxy"),
          new Row(
              "driver's CPU: while 5 changes a second, % of a core",
              "", "", "", 1, "churn, driver's CPU of a core"));

  private SummaryTable() {}

  /**
   * @param runs by their names, in order
   */
  static String of(Map<String, Measured> runs) {
    StringBuilder text = new StringBuilder("| Work | Kuma, stated | its floor | goal |");
    runs.keySet().forEach(name -> text.append(' ').append(name).append(" | floor |"));
    text.append("\n|---|---|---|---|").append("---|---|".repeat(runs.size())).append('\n');
    for (Row row : ROWS) {
      text.append(
          "| %s | %s | %s | %s |".formatted(row.name(), row.peer(), row.floor(), row.goal()));
      runs.values()
          .forEach(run ->
              text.append(' ')
                  .append(cell(run, "meshlog", row))
                  .append(" | ")
                  .append(cell(run, "floor", row))
                  .append(" |"));
      text.append('\n');
    }
    return text.toString();
  }

  private static String cell(Measured run, String target, Row row) {
    return row.figures().stream()
        .map(name -> shown(run.of(target, name) * row.scale()))
        .collect(Collectors.joining(" / "));
  }

  /** Three digits are more than such figures hold. */
  private static String shown(double value) {
    if (!Double.isFinite(value)) {
      return "-";
    }
    double size = Math.abs(value);
    String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.0f" : size >= 1 ? "%.1f" : "%.3f";
    return value == 0 ? "0" : String.format(Locale.ROOT, format, value);
  }
}
