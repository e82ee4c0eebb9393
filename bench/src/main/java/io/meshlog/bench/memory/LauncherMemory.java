package io.meshlog.bench.memory;

import io.meshlog.bench.Topologies;
import io.meshlog.demo.DemoOptions;
import io.meshlog.demo.DemoTopology;
import io.meshlog.demo.layout.ProxyLayout;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Starts the demo's topology and looks at the launchers of its proxies, each connected over TLS,
 * for some minutes. The launcher is the process that the topology started; its Envoy is a process
 * of its own and not counted.
 */
public final class LauncherMemory {
  private static final Duration BETWEEN = Duration.ofSeconds(5);
  private static final int PER_MINUTE =
      (int) (Duration.ofMinutes(1).toMillis() / BETWEEN.toMillis());
  private static final double UPSTREAM_MB = 76;
  private static final double AIM_MB = 60;

  private final int minutes;
  private final PrintStream out;

  /** The samples of one launcher: at the start, at each full minute, and the most ever seen. */
  private static final class Series {
    private final long pid;
    private final List<Footprint> columns = new ArrayList<>();
    private Footprint most;

    Series(long pid) {
      this.pid = pid;
      this.most = Footprint.of(pid);
    }

    void sample(boolean column) {
      Footprint now = Footprint.of(pid);
      most = most.max(now);
      if (column) {
        columns.add(now);
      }
    }
  }

  public LauncherMemory(int minutes, PrintStream out) {
    this.minutes = minutes;
    this.out = out;
  }

  public void run(Path root) throws IOException, InterruptedException {
    Path state = Files.createTempDirectory("meshlog-bench");
    try (DemoTopology topology = Topologies.start(DemoOptions.isolated(root, state))) {
      Map<ProxyLayout, Series> launchers = new LinkedHashMap<>();
      topology.layout().zones().stream()
          .flatMap(zone -> zone.proxies().stream())
          .forEach(proxy -> launchers.put(proxy, new Series(pid(topology, proxy))));
      for (int sample = 0; sample <= minutes * PER_MINUTE; sample++) {
        if (sample > 0) {
          Thread.sleep(BETWEEN);
        }
        boolean column = sample % PER_MINUTE == 0;
        for (Map.Entry<ProxyLayout, Series> launcher : launchers.entrySet()) {
          requireConnected(topology, launcher.getKey(), launcher.getValue().pid);
          launcher.getValue().sample(column);
        }
      }
      print(launchers);
    }
  }

  /** A launcher that was restarted, or whose Envoy has no config, would be no measurement. */
  private static void requireConnected(DemoTopology topology, ProxyLayout proxy, long pid) {
    boolean ready = topology.http().get(proxy.readiness()).status() == 200;
    if (!ready || pid(topology, proxy) != pid) {
      throw new IllegalStateException(proxy.name() + " is no longer connected as it was");
    }
  }

  private static long pid(DemoTopology topology, ProxyLayout proxy) {
    return topology.proxy(proxy).process().orElseThrow().pid();
  }

  private void print(Map<ProxyLayout, Series> launchers) {
    out.println("\nLaunchers (kuma-dp without Envoy), RSS/PSS in MB of 1,000,000 bytes");
    StringBuilder head = new StringBuilder("  %-22s %11s".formatted("", "start"));
    for (int minute = 1; minute <= minutes; minute++) {
      head.append(" %11s".formatted(minute + " min"));
    }
    out.println(head.append(" %11s".formatted("max")));
    Map<String, Series> byName = new TreeMap<>();
    launchers.forEach((proxy, series) -> byName.put(proxy.name(), series));
    byName.forEach((name, series) -> {
      StringBuilder row = new StringBuilder("  %-22s".formatted(name));
      series.columns.forEach(footprint -> row.append(" %11s".formatted(footprint)));
      out.println(row.append(" %11s".formatted(series.most)));
    });
    Footprint most =
        launchers.values().stream().map(series -> series.most).reduce(Footprint::max).orElseThrow();
    out.printf(
        "  the highest is %.2f MB RSS, %.2f MB PSS; upstream's is %.0f MB RSS, the aim %.0f MB: %s%n",
        most.rssMb(),
        most.pssMb(),
        UPSTREAM_MB,
        AIM_MB,
        most.rssMb() <= AIM_MB ? "reached" : "missed");
  }
}
