package io.meshlog.bench.propagate;

import io.meshlog.bench.Percentiles;
import io.meshlog.bench.ProcessUsage;
import io.meshlog.bench.Topologies;
import io.meshlog.demo.DemoOptions;
import io.meshlog.demo.DemoTopology;
import io.meshlog.demo.layout.ZoneLayout;
import io.meshlog.embedded.FileTree;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Starts the demo's topology, connects simulated proxies beside its Envoys, and measures three
 * kinds of change one after the other. A change is timed from before its PUT to the
 * acknowledgement, by the last proxy concerned, of a response that holds the change's own value.
 */
public final class Propagate {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** In the order of their CPU. */
  public static final List<String> CONTROL_PLANES = List.of("global", "zone-1", "zone-2");

  /** A single one shows what the way itself takes. */
  private final List<Integer> proxiesPerZone;

  private final int warmUp;
  private final int changes;
  private final PrintStream out;

  /**
   * @param proxies simulated proxies, half of them in each zone
   */
  public Propagate(int proxies, int warmUp, int changes, PrintStream out) {
    this.proxiesPerZone = List.of(1, Math.max(2, proxies / 2));
    this.warmUp = warmUp;
    this.changes = changes;
    this.out = out;
  }

  /**
   * @param told of each kind when it is measured
   */
  public void run(Path root, Consumer<Propagated> told) throws IOException, InterruptedException {
    Path state = Files.createTempDirectory("meshlog-bench");
    // The demo's own flags are for a quick start; what is shipped is measured.
    DemoOptions options = DemoOptions.isolated(root, state).withControlPlaneFlags(List.of());
    try (DemoTopology topology = Topologies.start(options);
        Fleet fleet = new Fleet(topology, destinations())) {
      for (int round = 0; round < proxiesPerZone.size(); round++) {
        measure(topology, fleet, round, told);
      }
    } finally {
      FileTree.delete(state);
    }
  }

  private List<String> destinations() {
    List<String> destinations = new ArrayList<>(List.of("kv", Scenarios.LOCAL));
    for (int round = 0; round < proxiesPerZone.size(); round++) {
      destinations.add(Scenarios.remote(round));
    }
    return destinations;
  }

  private void measure(DemoTopology topology, Fleet fleet, int round, Consumer<Propagated> told)
      throws InterruptedException {
    for (ZoneLayout zone : topology.layout().zones()) {
      fleet.connect(zone, proxiesPerZone.get(round));
    }
    int first = round * (warmUp + changes);
    out.printf(
        Locale.ROOT,
        "%d simulated proxies beside %d Envoys; %d changes after %d of warm-up%n",
        fleet.all().size(),
        topology.layout().zones().stream().mapToInt(z -> z.proxies().size()).sum(),
        changes,
        warmUp);
    for (Scenario scenario : new Scenarios(topology, fleet, round, first).all().toList()) {
      Propagated figures = measure(topology, fleet, scenario, first);
      tell(figures);
      told.accept(figures);
    }
    Propagated sync = sync(topology);
    tell(sync);
    told.accept(sync);
  }

  /** What of the policy's way lies between the logs. */
  private static Propagated sync(DemoTopology topology) {
    return new Propagated(
        "Of that of the MeshTimeout: from Global's log into zone-2's",
        LogLag.between(
            topology.http(),
            topology.layout().global().api(),
            topology.layout().zone("zone-2").controlPlane().api(),
            Scenarios.TIMEOUT),
        List.of(),
        0,
        0);
  }

  private Propagated measure(DemoTopology topology, Fleet fleet, Scenario scenario, int first)
      throws InterruptedException {
    int counted = first + warmUp;
    for (int n = first; n < counted; n++) {
      time(topology, fleet, scenario, n);
    }
    double[] cpu = cpu(topology);
    long responses = fleet.responses();
    List<Long> nanos = new ArrayList<>();
    for (int n = counted; n < counted + changes; n++) {
      nanos.add(time(topology, fleet, scenario, n));
    }
    double[] used = cpu(topology);
    List<Double> cpuMillis = new ArrayList<>();
    for (int i = 0; i < used.length; i++) {
      cpuMillis.add(1000 * (used[i] - cpu[i]) / changes);
    }
    return new Propagated(
        scenario.title(),
        Percentiles.of(nanos),
        cpuMillis,
        (double) (fleet.responses() - responses) / changes,
        scenario.concerned().size());
  }

  private void tell(Propagated figures) {
    out.printf(Locale.ROOT, "%s%n  %s%n", figures.title(), figures.latency());
    if (figures.concerned() == 0) {
      return;
    }
    out.print("  CPU ms per change:");
    for (int i = 0; i < CONTROL_PLANES.size(); i++) {
      out.printf(Locale.ROOT, " %s %.1f", CONTROL_PLANES.get(i), figures.cpuMillis().get(i));
    }
    out.printf(
        Locale.ROOT,
        "; responses per change %.1f of %d proxies concerned%n",
        figures.responses(),
        figures.concerned());
  }

  private static long time(DemoTopology topology, Fleet fleet, Scenario scenario, int n)
      throws InterruptedException {
    Change change = scenario.change(n);
    Scenario.Put put = scenario.request().put(n);
    fleet.expect(change);
    long start = System.nanoTime();
    put.send(topology.http());
    return change.await(PATIENCE) - start;
  }

  private static double[] cpu(DemoTopology topology) {
    return CONTROL_PLANES.stream()
        .map(name -> topology.controlPlane(name).process().orElseThrow().pid())
        .mapToDouble(ProcessUsage::cpuSeconds)
        .toArray();
  }
}
