package io.meshlog.bench.report;

import io.meshlog.bench.load.LoadBench;
import io.meshlog.bench.load.LoadPlan;
import io.meshlog.bench.load.LoadRun;
import io.meshlog.bench.load.Measured;
import io.meshlog.bench.load.Mode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The goals' table: by dialect and mTLS, each beside the floor. */
final class TableMeasurement implements Measurement {
  private final Path root;
  private final Path folder;
  private final Effort effort;
  private final PrintStream out;
  private final Map<String, Measured> runs = new LinkedHashMap<>();
  private final StringBuilder failures = new StringBuilder();

  /**
   * @param folder of the figures as JSON
   */
  TableMeasurement(Path root, Path folder, Effort effort, PrintStream out) {
    this.root = root;
    this.folder = folder;
    this.effort = effort;
    this.out = out;
  }

  @Override
  public void run() throws InterruptedException {
    for (boolean mtls : new boolean[] {false, true}) {
      for (boolean delta : new boolean[] {false, true}) {
        if (delta && mtls && !effort.everyCombination()) {
          continue;
        }
        String name = (delta ? "delta" : "state of the world") + (mtls ? ", mTLS" : "");
        try {
          run(name, effort.plan(delta, mtls));
        } catch (IOException | RuntimeException e) {
          if (Thread.interrupted()) {
            throw new InterruptedException("the time is over");
          }
          e.printStackTrace(out);
          failures
              .append('\n')
              .append(PerformanceReport.failed("\"" + name + "\"", e))
              .append('\n');
        }
      }
    }
  }

  private void run(String name, LoadPlan plan) throws IOException, InterruptedException {
    EnumSet<Mode> modes = EnumSet.allOf(Mode.class);
    modes.remove(Mode.DRIVER);
    out.printf("-- %s%n", name);
    LoadBench bench = new LoadBench(plan, effort.sizes(), modes, out);
    runs.put(name, bench.measured());
    bench.onOwnZone(root, List.of(), folder.resolve(name.replaceAll("[^A-Za-z]+", "-") + ".json"));
  }

  @Override
  public boolean hasFigures() {
    return runs.values().stream().anyMatch(run -> !run.isEmpty());
  }

  @Override
  public List<String> brief() {
    return runs.entrySet().stream()
        .flatMap(run -> SummaryTable.brief(run.getKey(), run.getValue()).stream())
        .toList();
  }

  @Override
  public String text() {
    LoadPlan plan = effort.plan(false, false);
    LoadRun.Sizes sizes = effort.sizes();
    return """
    %,d proxies of %d services, %d outbounds each. %d changes of endpoints one by one, %d of a policy, 5 a second for %d s, idle for
    %d s from %d s after all are back. CPU is the control plane's or the floor's.

    %s
    """
        .formatted(
            plan.proxies(),
            plan.services(),
            plan.outbounds(),
            sizes.endpoints(),
            sizes.policies(),
            sizes.churnSeconds(),
            sizes.idleSeconds(),
            LoadRun.SETTLE_SECONDS,
            SummaryTable.of(runs) + failures);
  }
}
