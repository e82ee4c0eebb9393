package io.meshlog.bench.propagate;

import io.meshlog.bench.Percentiles;
import io.meshlog.bench.ProcessUsage;
import io.meshlog.bench.Topologies;
import io.meshlog.demo.DemoOptions;
import io.meshlog.demo.DemoTopology;
import io.meshlog.demo.layout.ZoneLayout;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Starts the demo's topology, connects simulated proxies beside its Envoys, and measures three
 * kinds of change one after the other. A change is timed from before its PUT to the
 * acknowledgement, by the last proxy concerned, of a response that holds the change's own value.
 */
public final class Propagate {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final int proxiesPerZone;
  private final int warmUp;
  private final int changes;
  private final PrintStream out;

  /**
   * @param proxies simulated proxies, half of them in each zone
   */
  public Propagate(int proxies, int warmUp, int changes, PrintStream out) {
    this.proxiesPerZone = proxies / 2;
    this.warmUp = warmUp;
    this.changes = changes;
    this.out = out;
  }

  public void run(Path root) throws IOException, InterruptedException {
    Path state = Files.createTempDirectory("meshlog-bench");
    try (DemoTopology topology = Topologies.start(DemoOptions.isolated(root, state));
        Fleet fleet = new Fleet(topology, List.of("kv", Scenarios.LOCAL, Scenarios.REMOTE))) {
      for (ZoneLayout zone : topology.layout().zones()) {
        fleet.connect(zone, proxiesPerZone);
      }
      out.printf(
          Locale.ROOT,
          "%d simulated proxies beside %d Envoys; %d changes after %d of warm-up%n",
          fleet.all().size(),
          topology.layout().zones().stream().mapToInt(z -> z.proxies().size()).sum(),
          changes,
          warmUp);
      for (Scenario scenario : new Scenarios(topology, fleet).all().toList()) {
        measure(topology, fleet, scenario);
      }
    }
  }

  private void measure(DemoTopology topology, Fleet fleet, Scenario scenario)
      throws InterruptedException {
    for (int n = 0; n < warmUp; n++) {
      time(topology, fleet, scenario, n);
    }
    double[] cpu = cpu(topology);
    long responses = fleet.responses();
    List<Long> nanos = new ArrayList<>();
    for (int n = warmUp; n < warmUp + changes; n++) {
      nanos.add(time(topology, fleet, scenario, n));
    }
    double[] used = cpu(topology);
    out.println(scenario.title());
    out.println("  " + Percentiles.of(nanos));
    out.printf(
        Locale.ROOT,
        "  CPU ms per change: global %.1f, zone-1 %.1f, zone-2 %.1f; responses per change %.1f of %d"
            + " proxies concerned%n",
        1000 * (used[0] - cpu[0]) / changes,
        1000 * (used[1] - cpu[1]) / changes,
        1000 * (used[2] - cpu[2]) / changes,
        (double) (fleet.responses() - responses) / changes,
        scenario.concerned().size());
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
    return List.of("global", "zone-1", "zone-2").stream()
        .map(name -> topology.controlPlane(name).process().orElseThrow().pid())
        .mapToDouble(ProcessUsage::cpuSeconds)
        .toArray();
  }
}
