package io.meshlog.bench.report;

import io.meshlog.bench.load.CostCurve;
import io.meshlog.bench.load.CurveBench;
import io.meshlog.bench.load.LoadPlan;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** What a change costs while the mesh grows. */
final class CurveMeasurement implements Measurement {
  private final Path root;
  private final Path folder;
  private final LoadPlan plan;
  private final CurveBench bench;

  /**
   * @param folder of the figures as JSON
   */
  CurveMeasurement(Path root, Path folder, Effort effort, PrintStream out) {
    this.root = root;
    this.folder = folder;
    this.plan = effort.curve();
    this.bench =
        new CurveBench(
            plan, new CostCurve.Steps(effort.curveSizes(), effort.changes(), effort.warmUp()), out);
  }

  @Override
  public void run() throws IOException, InterruptedException {
    bench.run(root, List.of(), folder.resolve("curve.json"));
  }

  @Override
  public boolean hasFigures() {
    return !bench.table().points().isEmpty();
  }

  @Override
  public List<String> brief() {
    return bench.table().brief("meshlog");
  }

  @Override
  public String text() {
    return """
    One control plane whose mesh grows, %d services, %d outbounds each, state of the world. CPU per change, of the control plane and of
    the floor. A change that nobody uses is to cost the same however many proxies there are; one that concerns %d proxies likewise;
    the others grow with the proxies that they touch.

    %s
    """
        .formatted(
            plan.services(),
            plan.outbounds(),
            LoadPlan.RARE_CALLERS,
            bench.table().markdown("meshlog", "floor"));
  }
}
