package io.meshlog.bench.load;

import io.meshlog.bench.Machine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Cost curves of a control plane of its own, then of the floor. What was measured before something
 * failed is not lost. One use.
 */
public final class CurveBench implements CostCurve.Told {
  /** Proxies enough to have the driver compiled. */
  private static final int WARM = 1_000;

  private final LoadPlan plan;
  private final CostCurve.Steps steps;
  private final PrintStream out;
  private final List<CostCurve.Point> points = new CopyOnWriteArrayList<>();
  private final List<CostCurve.Growth> growth = new CopyOnWriteArrayList<>();

  /**
   * @param plan of the largest number of proxies
   */
  public CurveBench(LoadPlan plan, CostCurve.Steps steps, PrintStream out) {
    this.plan = plan;
    this.steps = steps;
    this.out = out;
  }

  /** The figures until now. */
  public CurveTable table() {
    return new CurveTable(points, growth);
  }

  /** Measures; the figures are also written. */
  public void run(Path root, List<String> flags, Path json)
      throws IOException, InterruptedException {
    try {
      measure(root, flags);
    } finally {
      out.println();
      out.println(table().markdown("meshlog", "floor"));
      write(json);
    }
  }

  private void measure(Path root, List<String> flags) throws IOException, InterruptedException {
    new DriverLimit(plan.with(Math.min(plan.proxies(), WARM)), new Measured(out)).warmUp();
    Recording recording = new Recording();
    Map<Integer, Changes.Recorded> recorded;
    try (EmbeddedZone zone = new EmbeddedZone(root, flags)) {
      ControlPlane target =
          new ControlPlane(
              "meshlog", zone.api(), zone.ads(), OptionalLong.of(zone.pid()), plan, () -> {});
      recorded = one(target, recording, Map.of());
    }
    Changes.Recorded first = recorded.values().iterator().next();
    try (Floor floor = Floor.start(recording, plan.delta(), first)) {
      one(floor, Recording.ofNothing(), recorded);
    }
  }

  private void write(Path json) throws IOException {
    ObjectNode document = JsonMapper.shared().createObjectNode();
    document.putPOJO("machine", Machine.here());
    document.putPOJO("plan", plan);
    document.putPOJO("points", points);
    document.putPOJO("growth", growth);
    Files.createDirectories(json.getParent());
    Files.writeString(json, document.toPrettyString());
    out.println("written to " + json);
  }

  private Map<Integer, Changes.Recorded> one(
      Target target, Recording into, Map<Integer, Changes.Recorded> recorded)
      throws InterruptedException {
    return new CostCurve(plan, steps, target, this).run(into, recorded);
  }

  @Override
  public void growth(CostCurve.Growth came) {
    growth.add(came);
  }

  @Override
  public void point(CostCurve.Point point) {
    points.add(point);
    out.printf(
        Locale.ROOT,
        "  %-10s %5d proxies %-10s touched %6.1f  CPU %8.2f ms  driver %8.2f ms  responses %7.1f%n",
        point.target(),
        point.proxies(),
        point.kind(),
        point.touched(),
        point.cpuMillis(),
        point.driverMillis(),
        point.responses());
  }
}
