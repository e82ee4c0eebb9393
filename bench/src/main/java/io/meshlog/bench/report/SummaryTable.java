package io.meshlog.bench.report;

import io.meshlog.bench.load.Measured;
import io.meshlog.bench.report.Verdict.Met;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;

/**
 * The runs side by side: a row for each kind of work, a column for each run, each figure beside its
 * floor and with its multiple of it. What was known before the work began is quoted in front.
 */
final class SummaryTable {
  private SummaryTable() {}

  /**
   * @param runs by their names, in order
   */
  static String of(Map<String, Measured> runs) {
    StringBuilder text = new StringBuilder("| Work | Kuma, stated | its floor | goal |");
    runs.keySet().forEach(name -> text.append(' ').append(name).append(" | floor |"));
    text.append("\n|---|---|---|---|").append("---|---|".repeat(runs.size())).append('\n');
    for (Work work : Work.ALL) {
      text.append("| %s |%s".formatted(work.name(), stated(work.stated())));
      for (Measured run : runs.values()) {
        Verdict verdict = Verdict.of(work, run);
        text.append(" %s | %s |".formatted(cell(verdict), figures(verdict.floor())));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String stated(Work.Stated stated) {
    if (!stated.hasGoal()) {
      return "  |  |  |";
    }
    List<Double> kuma = Work.Stated.multiples(stated.kumaLeast(), stated.floor());
    return " %s%s | %s | %s%s |"
        .formatted(
            stated.kuma(),
            multiples(kuma, Met.UNKNOWN),
            figures(stated.floor()),
            figures(stated.goal()),
            multiples(stated.goalMultiples(), Met.UNKNOWN));
  }

  private static String cell(Verdict verdict) {
    return figures(verdict.figures())
        + verdict.asItStands().mark()
        + multiples(verdict.multiples(), verdict.asMultiple());
  }

  /**
   * Which goals a run meets, then each that it misses.
   *
   * @return sentences, the first about all of them; empty when nothing can be told
   */
  static List<String> brief(String name, Measured run) {
    List<Verdict> verdicts =
        Work.ALL.stream()
            .map(work -> Verdict.of(work, run))
            .filter(verdict -> verdict.asItStands() != Met.UNKNOWN)
            .toList();
    if (verdicts.isEmpty()) {
      return List.of();
    }
    List<Verdict> compared =
        verdicts.stream().filter(verdict -> verdict.asMultiple() != Met.UNKNOWN).toList();
    List<String> sentences = new ArrayList<>();
    sentences.add(
        "%s: %d of %d goals met as they stand, %d of %d as multiples of the floor."
            .formatted(
                name,
                verdicts.stream().filter(v -> v.asItStands() == Met.YES).count(),
                verdicts.size(),
                compared.stream().filter(v -> v.asMultiple() == Met.YES).count(),
                compared.size()));
    verdicts.stream()
        .filter(v -> v.asItStands() == Met.NO || v.asMultiple() == Met.NO)
        .map(v -> "%s: %s".formatted(name, missed(v)))
        .forEach(sentences::add);
    return sentences;
  }

  private static String missed(Verdict verdict) {
    Work.Stated stated = verdict.work().stated();
    return "%s missed%s: %s; goal %s%s; floor here %s."
        .formatted(
            verdict.work().name(),
            switch (verdict.asItStands()) {
              case YES -> " as a multiple only";
              case NO, UNKNOWN -> verdict.asMultiple() == Met.YES ? " as it stands only" : "";
            },
            cell(verdict),
            figures(stated.goal()),
            multiples(stated.goalMultiples(), Met.UNKNOWN),
            figures(verdict.floor()));
  }

  private static String figures(List<Double> values) {
    return joined(values, SummaryTable::shown);
  }

  /** Empty when there is none. */
  private static String multiples(List<Double> values, Met met) {
    return values.stream().noneMatch(Double::isFinite)
        ? ""
        : " (" + joined(values, value -> "×" + shown(value)) + met.mark() + ")";
  }

  private static String joined(List<Double> values, DoubleFunction<String> shown) {
    return values.stream().map(shown::apply).collect(Collectors.joining(" / "));
  }

  /** Three digits are more than such figures hold. */
  static String shown(double value) {
    if (!Double.isFinite(value)) {
      return "-";
    }
    double size = Math.abs(value);
    String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.0f" : size >= 1 ? "%.1f" : "%.3f";
    return value == 0 ? "0" : String.format(Locale.ROOT, format, value);
  }
}
