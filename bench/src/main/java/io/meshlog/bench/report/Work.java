package io.meshlog.bench.report;

import io.meshlog.bench.load.Measured;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A kind of work as the table shows it.
 *
 * @param scale from the measured unit to the shown one
 * @param figures names of what is measured of it
 * @param stated what was known and wanted before, a figure each
 */
record Work(String name, double scale, List<String> figures, Stated stated) {

  /**
   * Kuma 2.14.3 on another machine of two cores, that machine's floor, and the goal. NaN where
   * nothing was stated.
   *
   * @param kuma as it was stated; empty when it was not
   * @param kumaLeast its least
   */
  record Stated(String kuma, List<Double> kumaLeast, List<Double> floor, List<Double> goal) {
    static final Stated NOTHING = new Stated("", List.of(), List.of(), List.of());

    static Stated one(String kuma, double kumaLeast, double floor, double goal) {
      return new Stated(kuma, List.of(kumaLeast), List.of(floor), List.of(goal));
    }

    boolean hasGoal() {
      return !goal.isEmpty();
    }

    /** Figures by the floor's. */
    static List<Double> multiples(List<Double> figures, List<Double> floor) {
      return IntStream.range(0, figures.size())
          .mapToObj(i -> floor.get(i) > 0 ? figures.get(i) / floor.get(i) : Double.NaN)
          .toList();
    }

    List<Double> goalMultiples() {
      return multiples(goal, floor);
    }
  }

  private static final String P50 = ", answer to receipt p50";
  private static final String P99 = ", answer to receipt p99";

  private static Work of(String name, double scale, Stated stated, String... figures) {
    return new Work(name, scale, Arrays.asList(figures), stated);
  }

  private static Work latency(String name, Stated stated, String change) {
    return of(name, 1, stated, change + P50, change + P99);
  }

  private static Work of(String name, double scale, String figure) {
    return of(name, scale, Stated.NOTHING, figure);
  }

  static final List<Work> ALL =
      List.of(
          of(
              "all proxies converge after start, s",
              1,
              Stated.one("33 to 37", 33, 1.2, 4),
              "all converge after start"),
          of("CPU for it, ms per proxy", 1, Stated.one("62", 62, 1.1, 6), "CPU for it, per proxy"),
          of("all reconnect at once, s", 1, "all reconnect at once"),
          of("CPU for reconnecting, ms per proxy", 1, "CPU for reconnecting, per proxy"),
          latency(
              "endpoint added: answer to receipt, p50 / p99 ms",
              new Stated(
                  "2,800 / 7,200",
                  List.of(2_800.0, 7_200.0),
                  List.of(4.0, 31.0),
                  List.of(8.0, 60.0)),
              "endpoint added"),
          latency(
              "policy changed for all: p50 / p99 ms",
              new Stated(
                  "3,300 / 8,400",
                  List.of(3_300.0, 8_400.0),
                  List.of(27.0, 61.0),
                  List.of(100.0, 250.0)),
              "policy changed for all"),
          of(
              "CPU per endpoint change, s",
              0.001,
              Stated.one("6.6", 6.6, 0.027, 0.06),
              "endpoint added, CPU per change"),
          of(
              "CPU per change that concerns nobody, s",
              0.001,
              "endpoint that nobody uses, CPU per change"),
          of("CPU per policy change, s", 0.001, "policy changed for all, CPU per change"),
          latency(
              "5 changes a second: p50 / p99 ms",
              new Stated(
                  "7,062 / 17,918",
                  List.of(7_062.0, 17_918.0),
                  List.of(Double.NaN, 41.0),
                  List.of(10.0, 100.0)),
              "churn"),
          of(
              "CPU of 5 changes a second, % of a core",
              1, Stated.one("136", 136, 15, 25), "churn, CPU of a core"),
          of(
              "idle CPU once settled, % of a core",
              1, Stated.one("18 at 500 proxies", 18, 0, 1), "idle CPU, of a core"),
          of(
              "memory over an empty one, KiB per proxy",
              1,
              Stated.one("709 to 812", 709, 203, 300),
              "memory over an empty one, per proxy"),
          of("peak memory, MiB", 1, "peak memory"),
          of("start to the first answer, s", 1, "start to the first answer"),
          of("received in all, responses", 1, "received in all"),
          of("received in all, MB", 1, "received in all, size"),
          of("driver's CPU: converging, ms per proxy", 1, "driver's CPU for it, per proxy"),
          of(
              "driver's CPU: while 5 changes a second, % of a core",
              1, "churn, driver's CPU of a core"));

  List<Double> of(Measured run, String target) {
    return figures.stream().map(figure -> run.of(target, figure) * scale).toList();
  }
}
