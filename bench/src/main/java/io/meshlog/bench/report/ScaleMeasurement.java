package io.meshlog.bench.report;

import static io.meshlog.bench.report.SummaryTable.shown;

import io.meshlog.bench.load.LoadBench;
import io.meshlog.bench.load.LoadPlan;
import io.meshlog.bench.load.LoadRun;
import io.meshlog.bench.load.Measured;
import io.meshlog.bench.load.Mode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;

/** Many proxies on one control plane. */
final class ScaleMeasurement implements Measurement {
  private final Path root;
  private final Path folder;
  private final LoadPlan plan;
  private final LoadBench bench;

  /**
   * @param folder of the figures as JSON
   */
  ScaleMeasurement(Path root, Path folder, Effort effort, PrintStream out) {
    this.root = root;
    this.folder = folder;
    this.plan = effort.large();
    LoadRun.Sizes sizes =
        new LoadRun.Sizes(20, effort.changes(), 5, 5, 0, effort.sizes().idleSeconds());
    this.bench =
        new LoadBench(
            plan,
            sizes,
            EnumSet.of(
                Mode.DRIVER, Mode.QUIET, Mode.ENDPOINT, Mode.UNRELATED, Mode.POLICY, Mode.FLOOR),
            out);
  }

  @Override
  public void run() throws IOException, InterruptedException {
    bench.onOwnZone(root, List.of(), folder.resolve("scale.json"));
  }

  @Override
  public boolean hasFigures() {
    return !bench.measured().isEmpty();
  }

  @Override
  public List<String> brief() {
    return List.of(
        ("%,d proxies converge in %s s (floor %s), come back at once in %s s (%s); an endpoint is with all it concerns in p99 %s ms"
                + " (%s), a policy in p99 %s ms (%s); peak memory %s MiB (%s).")
            .formatted(
                plan.proxies(),
                of("meshlog", "all converge after start"),
                of("floor", "all converge after start"),
                of("meshlog", "all reconnect at once"),
                of("floor", "all reconnect at once"),
                of("meshlog", "endpoint added, answer to receipt p99"),
                of("floor", "endpoint added, answer to receipt p99"),
                of("meshlog", "policy changed for all, answer to receipt p99"),
                of("floor", "policy changed for all, answer to receipt p99"),
                of("meshlog", "peak memory"),
                of("floor", "peak memory")));
  }

  private String of(String target, String figure) {
    return shown(bench.measured().of(target, figure));
  }

  @Override
  public String text() {
    Measured measured = bench.measured();
    return """
    %,d proxies of %d services, %d outbounds each, on one control plane, all of them connecting at once; then all coming back at once.
    What the driver does alone, against a floor whose bytes no control plane made, says how much of the figures is its own.

    %s
    """
        .formatted(
            plan.proxies(), plan.services(), plan.outbounds(), measured.table("meshlog", "floor"));
  }
}
