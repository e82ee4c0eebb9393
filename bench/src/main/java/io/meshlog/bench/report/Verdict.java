package io.meshlog.bench.report;

import io.meshlog.bench.load.Measured;
import java.util.List;
import java.util.stream.IntStream;

/** How the figures of one kind of work compare with its goal and with the floor. */
record Verdict(Work work, List<Double> figures, List<Double> floor) {

  /** Whether a goal is met, if there is one and what it is compared with was measured. */
  enum Met {
    YES(" ✓"),
    NO(" ✗"),
    UNKNOWN("");

    private final String mark;

    Met(String mark) {
      this.mark = mark;
    }

    String mark() {
      return mark;
    }
  }

  static Verdict of(Work work, Measured run) {
    return new Verdict(work, work.of(run, "meshlog"), work.of(run, "floor"));
  }

  List<Double> multiples() {
    return Work.Stated.multiples(figures, floor);
  }

  Met asItStands() {
    return met(figures, work.stated().goal());
  }

  Met asMultiple() {
    return met(multiples(), work.stated().goalMultiples());
  }

  /** Every figure that can be compared; one that is missing proves nothing. */
  private static Met met(List<Double> figures, List<Double> goal) {
    List<Integer> comparable =
        IntStream.range(0, goal.size())
            .filter(i -> Double.isFinite(figures.get(i)) && Double.isFinite(goal.get(i)))
            .boxed()
            .toList();
    if (comparable.isEmpty()) {
      return Met.UNKNOWN;
    }
    return comparable.stream().allMatch(i -> figures.get(i) <= goal.get(i)) ? Met.YES : Met.NO;
  }
}
