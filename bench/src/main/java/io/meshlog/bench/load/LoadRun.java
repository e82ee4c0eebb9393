package io.meshlog.bench.load;

import io.meshlog.bench.Percentiles;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** All measurements on one target, in an order in which none disturbs the next. */
public final class LoadRun {
  /** What connecting leaves to be written is written up to ten seconds later. */
  public static final int SETTLE_SECONDS = 15;

  private static final Duration QUIET = Duration.ofSeconds(3);
  static final Duration PATIENCE = Duration.ofMinutes(10);

  /**
   * @param endpoints endpoint changes measured one by one, of each kind
   * @param policies policy changes measured one by one
   * @param perSecond endpoint changes a second while churning
   */
  public record Sizes(
      int warmUp, int endpoints, int policies, int perSecond, int churnSeconds, int idleSeconds) {}

  private final LoadPlan plan;
  private final Sizes sizes;
  private final Set<Mode> modes;
  private final Target target;
  private final Measured measured;

  LoadRun(LoadPlan plan, Sizes sizes, Set<Mode> modes, Target target, Measured measured) {
    this.plan = plan;
    this.sizes = sizes;
    this.modes = modes;
    this.target = target;
    this.measured = measured;
  }

  /**
   * @param into takes down what the floor is to send
   * @return the changes that were recorded
   */
  Changes.Recorded run(Recording into) throws InterruptedException {
    double empty = target.residentKib();
    try (LoadFleet fleet = new LoadFleet(plan, target)) {
      Changes changes = new Changes(fleet, target);
      converge(fleet);
      reconnect(fleet, into);
      if (modes.contains(Mode.QUIET)) {
        idle(fleet);
      }
      add(
          "memory over an empty one, per proxy",
          (target.residentKib() - empty) / plan.proxies(),
          "KiB");
      // Before the measured ones: the compiler and the caches are warm for both alike.
      changes.oneByOne(Kind.ENDPOINT, sizes.warmUp());
      if (modes.contains(Mode.ENDPOINT)) {
        measure(fleet, changes, Kind.ENDPOINT, "endpoint added", sizes.endpoints());
      }
      if (modes.contains(Mode.UNRELATED)) {
        measure(fleet, changes, Kind.UNRELATED, "endpoint that nobody uses", sizes.endpoints());
      }
      if (modes.contains(Mode.CHURN)) {
        churn(fleet, changes);
      }
      if (modes.contains(Mode.POLICY)) {
        changes.oneByOne(Kind.POLICY, Math.max(2, sizes.warmUp() / 5));
        measure(fleet, changes, Kind.POLICY, "policy changed for all", sizes.policies());
      }
      add("peak memory", target.peakMib(), "MiB");
      add("received in all", fleet.responses(), "responses");
      add("received in all, size", fleet.bytes() / 1e6, "MB");
      return changes.recordOneOfEach(into, "");
    }
  }

  private void add(String name, double value, String unit) {
    measured.add(target, name, value, unit);
  }

  private void converge(LoadFleet fleet) throws InterruptedException {
    Meter meter = new Meter(target, fleet);
    fleet.connect();
    add("all converge after start", meter.seconds(fleet.awaitConverged(QUIET, PATIENCE)), "s");
    add("CPU for it, per proxy", meter.cpuMillis() / plan.proxies(), "ms");
    add("driver's CPU for it, per proxy", meter.driverMillis() / plan.proxies(), "ms");
    add("responses for it, per proxy", (double) meter.responses() / plan.proxies(), "");
    add("bytes for it, per proxy", (double) meter.bytes() / plan.proxies(), "B");
  }

  /** As after a restart: everybody is known and comes back at once. */
  private void reconnect(LoadFleet fleet, Recording into) throws InterruptedException {
    fleet.disconnect();
    fleet.record(into, Recording.SET_UP);
    Meter meter = new Meter(target, fleet);
    fleet.connect();
    add("all reconnect at once", meter.seconds(fleet.awaitConverged(QUIET, PATIENCE)), "s");
    fleet.stopRecording();
    add("CPU for reconnecting, per proxy", meter.cpuMillis() / plan.proxies(), "ms");
  }

  private void idle(LoadFleet fleet) throws InterruptedException {
    TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
    Meter meter = new Meter(target, fleet);
    TimeUnit.SECONDS.sleep(sizes.idleSeconds());
    add("idle CPU, of a core", meter.cpuMillis() / meter.seconds() / 10, "%");
  }

  private void measure(LoadFleet fleet, Changes changes, Kind kind, String what, int count)
      throws InterruptedException {
    Meter meter = new Meter(target, fleet);
    List<Long> latencies = changes.oneByOne(kind, count);
    fleet.awaitQuiet(Duration.ofMillis(300), PATIENCE);
    if (!latencies.isEmpty()) {
      latencies(what, latencies);
    }
    add(what + ", CPU per change", meter.cpuMillis() / count, "ms");
    add(what + ", driver's CPU per change", meter.driverMillis() / count, "ms");
    add(what + ", responses per change", (double) meter.responses() / count, "");
    add(what + ", bytes per change", (double) meter.bytes() / count, "B");
  }

  private void latencies(String what, List<Long> latencies) {
    Percentiles percentiles = Percentiles.of(latencies);
    add(what + ", answer to receipt p50", percentiles.millis(50), "ms");
    add(what + ", answer to receipt p99", percentiles.millis(99), "ms");
  }

  private void churn(LoadFleet fleet, Changes changes) throws InterruptedException {
    Meter meter = new Meter(target, fleet);
    List<Long> latencies =
        changes.atRate(Kind.ENDPOINT, sizes.perSecond() * sizes.churnSeconds(), sizes.perSecond());
    String what = "churn";
    latencies(what, latencies);
    add(what + ", CPU of a core", meter.cpuMillis() / meter.seconds() / 10, "%");
    add(what + ", driver's CPU of a core", meter.driverMillis() / meter.seconds() / 10, "%");
  }
}
