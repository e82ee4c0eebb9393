package io.meshlog.bench.load;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Runs the plan on a control plane, then on a server that sends the same bytes. One use. */
public final class LoadBench {

  /**
   * A control plane that runs already.
   *
   * @param pid its process on this machine
   * @param key of its certificate, for the floor; without it there is no floor
   */
  public record Running(
      String name, URI api, String host, int port, Path caCert, Optional<Path> key, long pid) {}

  private final LoadPlan plan;
  private final LoadRun.Sizes sizes;
  private final Set<Mode> modes;
  private final PrintStream out;
  private final Measured measured;

  LoadBench(LoadPlan plan, LoadRun.Sizes sizes, Set<Mode> modes, PrintStream out) {
    this.plan = plan;
    this.sizes = sizes;
    this.modes = modes;
    this.out = out;
    this.measured = new Measured(out);
  }

  /** On a control plane of its own. */
  void onOwnZone(Path root, List<String> flags, Path json)
      throws IOException, InterruptedException {
    try (EmbeddedZone zone = new EmbeddedZone(root, flags)) {
      ControlPlane target =
          new ControlPlane("meshlog", zone.api(), zone.ads(), zone.pid(), plan, () -> {});
      measured.add(target, "start to the first answer", zone.startSeconds(), "s");
      measure(target, Optional.of(zone.key()), json);
    }
  }

  void on(Running cp, Path json) throws IOException, InterruptedException {
    measure(
        new ControlPlane(
            cp.name(),
            cp.api(),
            new Target.Address(cp.host(), cp.port(), cp.caCert()),
            cp.pid(),
            plan,
            () -> {}),
        cp.key(),
        json);
  }

  private void measure(Target target, Optional<Path> key, Path json)
      throws IOException, InterruptedException {
    out.printf(
        Locale.ROOT,
        "%s%n%s, %d processors%n",
        plan,
        sizes,
        Runtime.getRuntime().availableProcessors());
    Recording recording = new Recording();
    int recorded = new LoadRun(plan, sizes, modes, target, measured).run(recording);
    if (key.isPresent()) {
      onFloor(recording, recorded, target.ads().caCert(), key.get());
    }
    out.println();
    out.println(measured.table(target.name(), "floor"));
    ObjectNode document = measured.json();
    document.putPOJO("plan", plan);
    Files.createDirectories(json.getParent());
    Files.writeString(json, document.toPrettyString());
    out.println("written to " + json);
  }

  private void onFloor(Recording recording, int recorded, Path certificate, Path key)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile("meshlog-bench", ".recording");
    try {
      recording.write(file);
      try (Floor floor = Floor.start(file, certificate, key, plan.delta(), recorded)) {
        new LoadRun(plan, sizes, modes, floor, measured).run(new Recording());
      }
    } finally {
      Files.delete(file);
    }
  }
}
