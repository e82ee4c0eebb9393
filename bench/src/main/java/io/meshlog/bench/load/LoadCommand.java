package io.meshlog.bench.load;

import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench load}. */
@Command(
    name = "load",
    description = "Thousands of simulated sidecars on a zone's control plane, beside the floor.",
    mixinStandardHelpOptions = true)
public final class LoadCommand implements Callable<Integer> {
  private final Path root;

  @Parameters(
      arity = "0..*",
      description =
          "${COMPLETION-CANDIDATES}; all when none is named. Converging is always measured.")
  Set<Mode> modes = EnumSet.noneOf(Mode.class);

  @Option(names = "--proxies", description = "simulated sidecars (${DEFAULT-VALUE})")
  int proxies = 1_000;

  @Mixin MeshOptions mesh = new MeshOptions();

  @Option(names = "--mtls", description = "with a builtin CA")
  boolean mtls;

  @Option(names = "--endpoints", description = "endpoint changes measured (${DEFAULT-VALUE})")
  int endpoints = 100;

  @Option(names = "--policies", description = "policy changes measured (${DEFAULT-VALUE})")
  int policies = 20;

  @Option(names = "--churn-seconds", description = "of changes at 5 a second (${DEFAULT-VALUE})")
  int churnSeconds = 60;

  @Option(names = "--idle-seconds", description = "to look at idle CPU (${DEFAULT-VALUE})")
  int idleSeconds = 30;

  @Option(names = "--json", description = "where the figures go (.meshlog/bench-load.json)")
  @Nullable Path json;

  @ArgGroup(exclusive = false, heading = "A Kuma-compatible control plane that runs already:%n")
  @Nullable Existing existing;

  static final class Existing {
    @Option(names = "--name", required = true, description = "in the table")
    String name = "";

    @Option(
        names = "--api",
        required = true,
        description = "its REST API, open to this machine as to an admin")
    URI api = URI.create("http://127.0.0.1:5681");

    @Option(names = "--dp-server", required = true, description = "its port for data planes")
    int dpServer;

    @Option(names = "--ca-cert", required = true, description = "that verifies it for localhost")
    Path caCert = Path.of("");

    @Option(names = "--host", description = "where it serves data planes (${DEFAULT-VALUE})")
    String host = "127.0.0.1";

    @Option(names = "--pid", description = "its process on this machine, to count CPU and memory")
    @Nullable Long pid;
  }

  /**
   * @param root the project's folder, whose packaged control plane is measured by default
   */
  public LoadCommand(Path root) {
    this.root = root;
  }

  @Override
  public Integer call() throws Exception {
    LoadPlan plan = mesh.plan(proxies, mtls);
    LoadRun.Sizes sizes = new LoadRun.Sizes(20, endpoints, policies, 5, churnSeconds, idleSeconds);
    LoadBench bench =
        new LoadBench(plan, sizes, modes.isEmpty() ? EnumSet.allOf(Mode.class) : modes, System.out);
    Path into = json != null ? json : root.resolve(".meshlog/bench-load.json");
    Existing cp = existing;
    if (cp == null) {
      bench.onOwnZone(root, mesh.flags, into);
    } else {
      bench.on(
          new LoadBench.Running(
              cp.name,
              cp.api,
              cp.host,
              cp.dpServer,
              cp.caCert,
              cp.pid == null ? OptionalLong.empty() : OptionalLong.of(cp.pid)),
          into);
    }
    return 0;
  }
}
