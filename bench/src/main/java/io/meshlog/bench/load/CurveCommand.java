package io.meshlog.bench.load;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench curve}. */
@Command(
    name = "curve",
    description = "What a change costs as the mesh grows, beside the floor.",
    mixinStandardHelpOptions = true)
public final class CurveCommand implements Callable<Integer> {
  private final Path root;

  @Option(names = "--proxies", split = ",", description = "ascending (100,500,1000,2000,5000)")
  List<Integer> proxies = List.of(100, 500, 1_000, 2_000, 5_000);

  @Mixin MeshOptions mesh = new MeshOptions();

  @Option(names = "--changes", description = "of each kind at each number (${DEFAULT-VALUE})")
  int changes = 100;

  @Option(names = "--warm-up", description = "changes before the first (${DEFAULT-VALUE})")
  int warmUp = 300;

  @Option(names = "--json", description = "where the figures go (.meshlog/bench-curve.json)")
  @Nullable Path json;

  /**
   * @param root the project's folder, whose packaged control plane is measured
   */
  public CurveCommand(Path root) {
    this.root = root;
  }

  @Override
  public Integer call() throws Exception {
    List<Integer> sizes = proxies.stream().distinct().sorted().toList();
    LoadPlan plan = mesh.plan(Collections.max(sizes), false);
    new CurveBench(plan, new CostCurve.Steps(sizes, changes, warmUp), System.out)
        .run(root, mesh.flags, json != null ? json : root.resolve(".meshlog/bench-curve.json"));
    return 0;
  }
}
