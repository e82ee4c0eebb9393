package io.meshlog.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** Points of two targets side by side: a row for each kind of change, a column for each size. */
public record CurveTable(List<CostCurve.Point> points, List<CostCurve.Growth> growth) {
  public CurveTable {
    points = List.copyOf(points);
    growth = List.copyOf(growth);
  }

  /** A Markdown table; each cell is the measured target's figure and the floor's. */
  public String markdown(String target, String floor) {
    List<Integer> sizes =
        points.stream().map(CostCurve.Point::proxies).distinct().sorted().toList();
    StringBuilder text = new StringBuilder("| CPU of " + target + " / " + floor + " |");
    sizes.forEach(size -> text.append(" N = ").append(size).append(" |"));
    text.append("\n|---|").append("---|".repeat(sizes.size())).append('\n');
    for (Kind kind : Kind.values()) {
      row(
          text,
          name(kind) + ": proxies touched",
          sizes,
          size -> cell("%.0f", find(target, size, kind).map(CostCurve.Point::touched)));
      row(
          text,
          "ms per change",
          sizes,
          size ->
              cell("%.2f", find(target, size, kind).map(CostCurve.Point::cpuMillis))
                  + " / "
                  + cell("%.2f", find(floor, size, kind).map(CostCurve.Point::cpuMillis)));
      if (kind != Kind.UNRELATED) {
        row(
            text,
            "µs per proxy touched",
            sizes,
            size ->
                cell("%.0f", find(target, size, kind).map(CurveTable::each))
                    + " / "
                    + cell("%.0f", find(floor, size, kind).map(CurveTable::each)));
      }
    }
    row(
        text,
        "the proxies that came, ms each",
        sizes,
        size -> cell("%.1f", came(target, size)) + " / " + cell("%.1f", came(floor, size)));
    return text.toString();
  }

  /** From the smallest mesh to the largest, a sentence for each kind of change. */
  public List<String> brief(String target) {
    List<Integer> sizes =
        points.stream()
            .filter(p -> p.target().equals(target))
            .map(CostCurve.Point::proxies)
            .distinct()
            .sorted()
            .toList();
    List<String> sentences = new ArrayList<>();
    sentences.add("CPU per change as the mesh grows.");
    for (Kind kind : Kind.values()) {
      boolean flat = kind == Kind.UNRELATED || kind == Kind.RARE;
      String course =
          sizes.stream()
              .flatMap(size -> find(target, size, kind).stream())
              .map(point ->
                  flat
                      ? String.format(Locale.ROOT, "%.1f", point.cpuMillis())
                      : String.format(Locale.ROOT, "%.0f", each(point)))
              .collect(Collectors.joining(", "));
      sentences.add(
          "%s: %s %s at %s proxies."
              .formatted(
                  name(kind),
                  course,
                  flat ? "ms" : "µs for each proxy touched",
                  sizes.stream().map("%,d"::formatted).collect(Collectors.joining(", "))));
    }
    return sentences;
  }

  private static String name(Kind kind) {
    return switch (kind) {
      case ENDPOINT -> "endpoint of a usual service";
      case RARE -> "endpoint of a service with few callers";
      case UNRELATED -> "endpoint that nobody uses";
      case POLICY -> "policy for everybody";
    };
  }

  private static double each(CostCurve.Point point) {
    return 1000 * point.cpuMillis() / point.touched();
  }

  private Optional<CostCurve.Point> find(String target, int proxies, Kind kind) {
    return points.stream()
        .filter(p -> p.target().equals(target) && p.proxies() == proxies && p.kind() == kind)
        .findFirst();
  }

  private Optional<Double> came(String target, int proxies) {
    return growth.stream()
        .filter(g -> g.target().equals(target) && g.proxies() == proxies)
        .map(CostCurve.Growth::cpuMillisEach)
        .findFirst();
  }

  private static String cell(String format, Optional<Double> value) {
    return value
        .filter(Double::isFinite)
        .map(figure -> String.format(Locale.ROOT, format, figure))
        .orElse("-");
  }

  private static void row(
      StringBuilder text, String name, List<Integer> sizes, IntFunction<String> cell) {
    text.append("| ")
        .append(name)
        .append(sizes.stream().map(cell::apply).collect(Collectors.joining(" | ", " | ", " |\n")));
  }
}
