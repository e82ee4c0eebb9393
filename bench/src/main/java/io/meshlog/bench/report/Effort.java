package io.meshlog.bench.report;

import io.meshlog.bench.jmh.JmhBench;
import io.meshlog.bench.load.LoadPlan;
import io.meshlog.bench.load.LoadRun;
import java.time.Duration;
import java.util.List;

/**
 * How much a report measures, and how long.
 *
 * @param proxies of the tables; the other sections' numbers follow from it
 * @param sizes of the tables
 * @param everyCombination of dialect and mTLS, not each by itself
 * @param changes of the curves
 * @param warmUp of the curves
 * @param sync of what goes between zones
 * @param limit of all of it
 */
public record Effort(
    int proxies,
    LoadRun.Sizes sizes,
    boolean everyCombination,
    int changes,
    int warmUp,
    Sync sync,
    JmhBench.Effort jmh,
    Duration limit) {

  /**
   * @param proxies simulated, half of them in each zone
   */
  public record Sync(int proxies, int warmUp, int changes) {}

  private static final int OUTBOUNDS = 10;

  public static final Effort USUAL =
      new Effort(
          1_000,
          new LoadRun.Sizes(100, 100, 20, 5, 60, 30),
          true,
          100,
          300,
          new Sync(100, 300, 300),
          JmhBench.Effort.USUAL,
          Duration.ofMinutes(70));

  /** Less than 25 minutes on two processors that have nothing else to do. */
  public static final Effort QUICK =
      new Effort(
          1_000,
          new LoadRun.Sizes(50, 40, 10, 5, 20, 20),
          false,
          40,
          100,
          new Sync(100, 150, 150),
          JmhBench.Effort.QUICK,
          Duration.ofMinutes(25));

  /** The same among another number of proxies: to try it. */
  public Effort among(int number) {
    return new Effort(number, sizes, everyCombination, changes, warmUp, sync, jmh, limit);
  }

  LoadPlan plan(boolean delta, boolean mtls) {
    return plan(proxies, proxies / 10, delta, mtls);
  }

  /** Five times as many, of five times as many services. */
  LoadPlan large() {
    return plan(5 * proxies, proxies / 2, false, false);
  }

  /** Of the largest mesh of the curves. */
  LoadPlan curve() {
    return plan(5 * proxies, proxies / 10, false, false);
  }

  List<Integer> curveSizes() {
    return List.of(proxies / 10, proxies / 2, proxies, 2 * proxies, 5 * proxies);
  }

  private static LoadPlan plan(int proxies, int services, boolean delta, boolean mtls) {
    return new LoadPlan(proxies, Math.max(OUTBOUNDS, services), OUTBOUNDS, delta, mtls);
  }
}
