package io.meshlog.bench.load;

import io.meshlog.bench.Percentiles;
import io.meshlog.bench.ProcessUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** All measurements on one target, in an order in which none disturbs the next. */
final class LoadRun {
  private static final Duration QUIET = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration CHANGE_PATIENCE = Duration.ofSeconds(60);

  /**
   * @param endpoints endpoint changes measured one by one
   * @param policies policy changes measured one by one
   * @param perSecond endpoint changes a second while churning
   */
  record Sizes(
      int warmUp, int endpoints, int policies, int perSecond, int churnSeconds, int idleSeconds) {}

  private final LoadPlan plan;
  private final Sizes sizes;
  private final Set<Mode> modes;
  private final Target target;
  private final Measured measured;
  private int next;

  LoadRun(LoadPlan plan, Sizes sizes, Set<Mode> modes, Target target, Measured measured) {
    this.plan = plan;
    this.sizes = sizes;
    this.modes = modes;
    this.target = target;
    this.measured = measured;
  }

  /**
   * @param into takes down what the floor is to send
   * @return number of the changes that were recorded
   */
  int run(Recording into) throws InterruptedException {
    long empty = ProcessUsage.rssKib(target.pid());
    try (LoadFleet fleet = new LoadFleet(plan, target)) {
      converge(fleet, "all at once");
      reconnect(fleet, into);
      measured.add(
          target,
          "resident memory over an empty one, per proxy",
          (double) (ProcessUsage.rssKib(target.pid()) - empty) / plan.proxies(),
          "KiB");
      if (modes.contains(Mode.QUIET)) {
        idle();
      }
      // Before the measured ones: the compiler and the caches are warm for both alike.
      repeat(fleet, Kind.ENDPOINT, sizes.warmUp());
      if (modes.contains(Mode.ENDPOINT)) {
        changes(fleet, Kind.ENDPOINT, "endpoint added", sizes.endpoints());
      }
      if (modes.contains(Mode.CHURN)) {
        churn(fleet);
      }
      if (modes.contains(Mode.POLICY)) {
        repeat(fleet, Kind.POLICY, Math.max(2, sizes.warmUp() / 5));
        changes(fleet, Kind.POLICY, "policy changed for all", sizes.policies());
      }
      int recorded = next;
      recordOne(fleet, Kind.ENDPOINT, into);
      next = recorded;
      recordOne(fleet, Kind.POLICY, into);
      measured.add(
          target, "peak resident memory", ProcessUsage.peakKib(target.pid()) / 1024.0, "MiB");
      return recorded;
    }
  }

  private void converge(LoadFleet fleet, String how) throws InterruptedException {
    double cpu = ProcessUsage.cpuSeconds(target.pid());
    long start = System.nanoTime();
    fleet.connect();
    long last = fleet.awaitQuiet(QUIET, PATIENCE, fleet.leastResponses());
    double used = ProcessUsage.cpuSeconds(target.pid()) - cpu;
    measured.add(target, "converge, " + how, (last - start) / 1e9, "s");
    measured.add(target, "CPU of it, per proxy", 1000 * used / plan.proxies(), "ms");
    measured.add(
        target, "responses of it, per proxy", (double) fleet.responses() / plan.proxies(), "");
    measured.add(target, "bytes of it, per proxy", (double) fleet.bytes() / plan.proxies(), "B");
  }

  /** As after a restart: everybody is known and comes back at once. */
  private void reconnect(LoadFleet fleet, Recording into) throws InterruptedException {
    fleet.disconnect();
    fleet.record(into, Recording.SET_UP);
    long before = fleet.responses();
    double cpu = ProcessUsage.cpuSeconds(target.pid());
    long start = System.nanoTime();
    fleet.connect();
    long last = fleet.awaitQuiet(QUIET, PATIENCE, before + fleet.leastResponses());
    fleet.stopRecording();
    measured.add(target, "reconnect, all at once", (last - start) / 1e9, "s");
    measured.add(
        target,
        "CPU of reconnecting, per proxy",
        1000 * (ProcessUsage.cpuSeconds(target.pid()) - cpu) / plan.proxies(),
        "ms");
  }

  private void idle() throws InterruptedException {
    double cpu = ProcessUsage.cpuSeconds(target.pid());
    TimeUnit.SECONDS.sleep(sizes.idleSeconds());
    measured.add(
        target,
        "idle, of a core",
        100 * (ProcessUsage.cpuSeconds(target.pid()) - cpu) / sizes.idleSeconds(),
        "%");
  }

  private void changes(LoadFleet fleet, Kind kind, String what, int count)
      throws InterruptedException {
    double cpu = ProcessUsage.cpuSeconds(target.pid());
    long before = fleet.responses();
    List<Long> latencies = repeat(fleet, kind, count);
    double used = ProcessUsage.cpuSeconds(target.pid()) - cpu;
    report(what, latencies);
    measured.add(target, what + ", CPU per change", 1000 * used / count, "ms");
    measured.add(
        target, what + ", responses per change", (double) (fleet.responses() - before) / count, "");
  }

  private void report(String what, List<Long> latencies) {
    Percentiles percentiles = Percentiles.of(latencies);
    measured.add(target, what + ", answer to receipt p50", percentiles.millis(50), "ms");
    measured.add(target, what + ", answer to receipt p99", percentiles.millis(99), "ms");
  }

  private List<Long> repeat(LoadFleet fleet, Kind kind, int count) throws InterruptedException {
    List<Long> latencies = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int n = next++;
      Watch watch = watch(fleet, kind, n);
      latencies.addAll(watch.latencies(target.change(kind, n), CHANGE_PATIENCE));
      fleet.forget(watch);
    }
    return latencies;
  }

  private Watch watch(LoadFleet fleet, Kind kind, int n) {
    return fleet.watch(kind, fleet.concerned(kind, target.like(kind, n)), target.marker(kind, n));
  }

  /** At a fixed rate, whether or not the earlier ones have arrived. */
  private void churn(LoadFleet fleet) throws InterruptedException {
    record Made(Watch watch, long answered) {}
    int count = sizes.perSecond() * sizes.churnSeconds();
    double cpu = ProcessUsage.cpuSeconds(target.pid());
    long start = System.nanoTime();
    List<Made> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TimeUnit.NANOSECONDS.sleep(
          start + i * 1_000_000_000L / sizes.perSecond() - System.nanoTime());
      int n = next++;
      Watch watch = watch(fleet, Kind.ENDPOINT, n);
      made.add(new Made(watch, target.change(Kind.ENDPOINT, n)));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    List<Long> latencies = new ArrayList<>();
    for (Made change : made) {
      latencies.addAll(change.watch().latencies(change.answered(), CHANGE_PATIENCE));
      fleet.forget(change.watch());
    }
    String what = sizes.perSecond() + " changes a second";
    report(what, latencies);
    measured.add(
        target,
        what + ", of a core",
        100 * (ProcessUsage.cpuSeconds(target.pid()) - cpu) / seconds,
        "%");
  }

  private void recordOne(LoadFleet fleet, Kind kind, Recording into) throws InterruptedException {
    fleet.record(into, kind.name());
    repeat(fleet, kind, 1);
    fleet.awaitQuiet(Duration.ofMillis(500), CHANGE_PATIENCE, 0);
    fleet.stopRecording();
  }
}
