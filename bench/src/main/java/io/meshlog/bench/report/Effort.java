package io.meshlog.bench.report;

import io.meshlog.bench.jmh.JmhBench;
import io.meshlog.bench.load.LoadRun;
import java.time.Duration;

/**
 * How long a report measures.
 *
 * @param sizes of the tables
 * @param everyCombination of dialect and mTLS, not each by itself
 * @param changes of the curves
 * @param warmUp of the curves
 * @param limit of all of it
 */
public record Effort(
    LoadRun.Sizes sizes,
    boolean everyCombination,
    int changes,
    int warmUp,
    JmhBench.Effort jmh,
    Duration limit) {

  public static final Effort USUAL =
      new Effort(
          new LoadRun.Sizes(100, 100, 20, 5, 60, 30),
          true,
          100,
          300,
          JmhBench.Effort.USUAL,
          Duration.ofMinutes(60));

  /** About a quarter of an hour on two processors. */
  public static final Effort QUICK =
      new Effort(
          new LoadRun.Sizes(50, 40, 10, 5, 20, 10),
          false,
          40,
          100,
          JmhBench.Effort.QUICK,
          Duration.ofMinutes(20));
}
