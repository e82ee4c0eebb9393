package io.meshlog.bench;

import io.meshlog.bench.propagate.Propagate;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code ./meshlog bench}: measures and prints; asserts nothing. */
@Command(
    name = "bench",
    description = "Measure the running topology and print the figures.",
    mixinStandardHelpOptions = true)
public final class Bench {

  @Option(
      names = "--root",
      hidden = true,
      scope = ScopeType.INHERIT,
      description = "the project's folder")
  Path root = Path.of("").toAbsolutePath();

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new Bench())
            .addSubcommand("propagate", new PropagateCommand())
            .execute(args));
  }

  /** {@code bench propagate}. */
  @Command(
      name = "propagate",
      description = "Time from a change to the last proxy's acknowledgement.",
      mixinStandardHelpOptions = true)
  static final class PropagateCommand implements Callable<Integer> {
    @CommandLine.ParentCommand Bench bench = new Bench();

    @Option(names = "--proxies", description = "simulated, half in each zone (${DEFAULT-VALUE})")
    int proxies = 100;

    @Option(names = "--warm-up", description = "changes before measuring (${DEFAULT-VALUE})")
    int warmUp = 50;

    @Option(names = "--changes", description = "changes measured (${DEFAULT-VALUE})")
    int changes = 200;

    @Override
    public Integer call() throws Exception {
      new Propagate(proxies, warmUp, changes, System.out).run(bench.root);
      return 0;
    }
  }
}
