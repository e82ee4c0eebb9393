package io.meshlog.bench.load;

import io.meshlog.bench.ads.Received;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a change costs while a mesh grows, on one target whose proxies stay connected. Of one
 * thread.
 */
public final class CostCurve {
  private static final Duration QUIET = Duration.ofSeconds(2);

  /** Changes before the counted ones at each further number. */
  private static final int AGAIN = 4;

  private static final Duration SETTLED = Duration.ofMillis(300);

  /**
   * @param proxies in the mesh, ascending
   * @param changes of each kind at each number, fewer of those that concern everybody
   * @param warmUp changes before the first is counted: compilers are done, caches filled
   */
  public record Steps(List<Integer> proxies, int changes, int warmUp) {

    int changes(Kind kind) {
      return switch (kind) {
        case UNRELATED, RARE -> changes;
        case ENDPOINT -> Math.max(2, changes / 2);
        case POLICY -> Math.max(2, changes / 10);
      };
    }
  }

  /**
   * One kind of change among a number of proxies, per change.
   *
   * @param touched proxies that it concerns
   */
  public record Point(
      String target,
      int proxies,
      Kind kind,
      double touched,
      double cpuMillis,
      double driverMillis,
      double responses,
      double bytes) {}

  /** How the proxies that came to a number of them were served. */
  public record Growth(
      String target, int before, int proxies, double seconds, double cpuMillisEach) {}

  private final LoadPlan plan;
  private final Steps steps;
  private final Target target;
  private final Told told;

  /** Told of each figure as it is measured. */
  interface Told {
    void point(Point point);

    void growth(Growth growth);
  }

  /**
   * @param plan of the largest mesh
   */
  CostCurve(LoadPlan plan, Steps steps, Target target, Told told) {
    this.plan = plan;
    this.steps = steps;
    this.target = target;
    this.told = told;
  }

  /**
   * @param into takes down what the floor is to send
   * @param recorded changes to be repeated, by the number of proxies; empty for a control plane
   * @return the changes that were recorded, likewise
   */
  Map<Integer, Changes.Recorded> run(Recording into, Map<Integer, Changes.Recorded> recorded)
      throws InterruptedException {
    Map<Integer, Changes.Recorded> made = new TreeMap<>();
    try (LoadFleet fleet = new LoadFleet(plan, target)) {
      Changes changes = new Changes(fleet, target);
      int before = 0;
      for (int proxies : steps.proxies()) {
        Optional.ofNullable(recorded.get(proxies)).ifPresent(target::repeat);
        grow(fleet, before, proxies);
        warmUp(changes, before == 0 ? steps.warmUp() : AGAIN);
        for (Kind kind : Kind.values()) {
          told.point(measure(fleet, changes, kind, proxies));
        }
        made.put(proxies, changes.recordOneOfEach(into, proxies + " "));
        before = proxies;
      }
      setUp(fleet, into);
    }
    return made;
  }

  private void grow(LoadFleet fleet, int before, int proxies) throws InterruptedException {
    Meter meter = new Meter(target, fleet);
    fleet.connect(proxies);
    double seconds = meter.seconds(fleet.awaitConverged(QUIET, LoadRun.PATIENCE));
    told.growth(
        new Growth(
            target.name(), before, proxies, seconds, meter.cpuMillis() / (proxies - before)));
  }

  private static void warmUp(Changes changes, int count) throws InterruptedException {
    for (Kind kind : Kind.values()) {
      changes.oneByOne(kind, kind == Kind.POLICY ? Math.max(2, count / 10) : count);
    }
  }

  /**
   * Once more, without what others' coming tells the first ones: of each type the largest response.
   * All that thousands of proxies of few services get while they come is gigabytes.
   */
  private static void setUp(LoadFleet fleet, Recording into) throws InterruptedException {
    fleet.disconnect();
    Map<Integer, Map<String, Received>> largest = new ConcurrentHashMap<>();
    fleet.record((proxy, response, _) ->
        largest
            .computeIfAbsent(proxy, p -> new TreeMap<>())
            .merge(
                response.typeUrl(),
                response,
                (a, b) -> b.bytes().length > a.bytes().length ? b : a));
    fleet.connect();
    fleet.awaitConverged(QUIET, LoadRun.PATIENCE);
    fleet.stopRecording();
    into.begin(Recording.SET_UP);
    largest.forEach((proxy, responses) ->
        responses.values().forEach(response -> into.add(Recording.SET_UP, proxy, response)));
  }

  private Point measure(LoadFleet fleet, Changes changes, Kind kind, int proxies)
      throws InterruptedException {
    int count = steps.changes(kind);
    fleet.awaitQuiet(SETTLED, LoadRun.PATIENCE);
    Meter meter = new Meter(target, fleet);
    int receipts = changes.oneByOne(kind, count).size();
    fleet.awaitQuiet(SETTLED, LoadRun.PATIENCE);
    return new Point(
        target.name(),
        proxies,
        kind,
        (double) receipts / count,
        meter.cpuMillis() / count,
        meter.driverMillis() / count,
        (double) meter.responses() / count,
        (double) meter.bytes() / count);
  }
}
