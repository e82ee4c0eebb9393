package io.meshlog.bench.jmh;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench jmh}. */
@Command(
    name = "jmh",
    description = "The hot functions: fold, match and merge, generate, serialise, append.",
    mixinStandardHelpOptions = true)
public final class JmhCommand implements Callable<Integer> {
  private final Path root;

  @Parameters(arity = "0..1", description = "part of the benchmarks' names; all without it")
  String include = "";

  @Option(names = "--quick", description = "shorter, less certain")
  boolean quick;

  @Option(names = "--json", description = "where the figures go (.meshlog/bench-jmh.json)")
  @Nullable Path json;

  /**
   * @param root the project's folder
   */
  public JmhCommand(Path root) {
    this.root = root;
  }

  @Override
  public Integer call() throws Exception {
    List<JmhBench.Figure> figures =
        JmhBench.measure(
            "(?i)io\\.meshlog\\.bench\\.jmh\\..*" + include + ".*",
            quick ? JmhBench.Effort.QUICK : JmhBench.Effort.USUAL);
    System.out.println();
    System.out.println(JmhBench.table(figures));
    Path into = json != null ? json : root.resolve(".meshlog/bench-jmh.json");
    JmhBench.write(figures, into);
    System.out.println("written to " + into);
    return 0;
  }
}
