package io.meshlog.bench.load;

import io.meshlog.bench.Machine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Cost curves of a control plane of its own, then of the floor. One use. */
public final class CurveBench {
  private final LoadPlan plan;
  private final CostCurve.Steps steps;
  private final PrintStream out;
  private final List<CostCurve.Point> points = new ArrayList<>();
  private final List<CostCurve.Growth> growth = new ArrayList<>();

  /**
   * @param plan of the largest number of proxies
   */
  public CurveBench(LoadPlan plan, CostCurve.Steps steps, PrintStream out) {
    this.plan = plan;
    this.steps = steps;
    this.out = out;
  }

  /** Returns the figures, which are also written. */
  public CurveTable run(Path root, List<String> flags, Path json)
      throws IOException, InterruptedException {
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
      one(floor, new Recording(), recorded);
    }
    CurveTable table = new CurveTable(points, growth);
    out.println();
    out.println(table.markdown("meshlog", "floor"));
    ObjectNode document = JsonMapper.shared().createObjectNode();
    document.putPOJO("machine", Machine.here());
    document.putPOJO("plan", plan);
    document.putPOJO("points", points);
    document.putPOJO("growth", growth);
    Files.createDirectories(json.getParent());
    Files.writeString(json, document.toPrettyString());
    out.println("written to " + json);
    return table;
  }

  private Map<Integer, Changes.Recorded> one(
      Target target, Recording into, Map<Integer, Changes.Recorded> recorded)
      throws InterruptedException {
    CostCurve curve = new CostCurve(plan, steps, target, this::tell);
    try {
      return curve.run(into, recorded);
    } finally {
      points.addAll(curve.points());
      growth.addAll(curve.growth());
    }
  }

  private void tell(CostCurve.Point point) {
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
