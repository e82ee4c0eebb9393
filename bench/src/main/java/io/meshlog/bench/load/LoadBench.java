package io.meshlog.bench.load;

import io.meshlog.bench.Machine;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Runs the plan on a control plane, then on a server that sends the same bytes. One use. */
public final class LoadBench {

  /**
   * A control plane that runs already.
   *
   * @param pid its process when it is on this machine; its CPU and memory are counted
   */
  public record Running(
      String name, URI api, String host, int port, Path caCert, OptionalLong pid) {}

  private final LoadPlan plan;
  private final LoadRun.Sizes sizes;
  private final Set<Mode> modes;
  private final PrintStream out;
  private final Measured measured;

  public LoadBench(LoadPlan plan, LoadRun.Sizes sizes, Set<Mode> modes, PrintStream out) {
    this.plan = plan;
    this.sizes = sizes;
    this.modes = modes;
    this.out = out;
    this.measured = new Measured(out);
  }

  /** The figures until now. */
  public Measured measured() {
    return measured;
  }

  /** On a control plane of its own. */
  public Measured onOwnZone(Path root, List<String> flags, Path json)
      throws IOException, InterruptedException {
    driver();
    try (EmbeddedZone zone = new EmbeddedZone(root, flags)) {
      ControlPlane target =
          new ControlPlane(
              "meshlog", zone.api(), zone.ads(), OptionalLong.of(zone.pid()), plan, () -> {});
      measured.add(target, "start to the first answer", zone.startSeconds(), "s");
      try {
        measure(target, json);
      } catch (RuntimeException e) {
        out.println(zone.logTail());
        throw e;
      }
      return measured;
    }
  }

  void on(Running cp, Path json) throws IOException, InterruptedException {
    driver();
    measure(
        new ControlPlane(
            cp.name(),
            cp.api(),
            new Target.Address(cp.host(), cp.port(), cp.caCert()),
            cp.pid(),
            plan,
            () -> {}),
        json);
  }

  private void driver() throws IOException, InterruptedException {
    DriverLimit driver = new DriverLimit(plan, measured);
    if (modes.contains(Mode.DRIVER)) {
      driver.run();
    } else {
      driver.warmUp();
    }
  }

  private void measure(Target target, Path json) throws IOException, InterruptedException {
    Machine machine = Machine.here();
    out.printf("%s%n%s%n%s%n", machine, plan, sizes);
    Recording recording = new Recording();
    Changes.Recorded recorded = new LoadRun(plan, sizes, modes, target, measured).run(recording);
    if (modes.contains(Mode.FLOOR)) {
      onFloor(recording, recorded);
    }
    out.println();
    out.println(measured.table(target.name(), "floor"));
    ObjectNode document = measured.json();
    document.putPOJO("plan", plan);
    document.putPOJO("machine", machine);
    Files.createDirectories(json.getParent());
    Files.writeString(json, document.toPrettyString());
    out.println("written to " + json);
  }

  private void onFloor(Recording recording, Changes.Recorded recorded)
      throws IOException, InterruptedException {
    try (Floor floor = Floor.start(recording, plan.delta(), recorded)) {
      new LoadRun(plan, sizes, modes, floor, measured).run(Recording.ofNothing());
    }
  }
}
