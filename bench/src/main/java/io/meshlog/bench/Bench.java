package io.meshlog.bench;

import io.meshlog.bench.jmh.JmhCommand;
import io.meshlog.bench.load.CurveCommand;
import io.meshlog.bench.load.LoadCommand;
import io.meshlog.bench.log.LogBench;
import io.meshlog.bench.memory.LauncherMemory;
import io.meshlog.bench.propagate.Propagate;
import io.meshlog.bench.report.ReportCommand;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./meshlog bench}: measures and prints; asserts nothing. */
@Command(
    name = "bench",
    description = "Measure the running topology and print the figures.",
    mixinStandardHelpOptions = true)
public final class Bench {

  /** The project's folder, told by {@code ./meshlog}. */
  static Path root() {
    return Path.of(System.getProperty("meshlog.root", "")).toAbsolutePath();
  }

  /** Strongly held: a logger that nobody holds forgets its level. */
  private static final Logger GRPC = Logger.getLogger("io.grpc");

  public static void main(String[] args) {
    // Streams that are cut at the end of a measurement would fill the report.
    GRPC.setLevel(Level.WARNING);
    System.exit(
        new CommandLine(new Bench())
            .addSubcommand("propagate", new PropagateCommand())
            .addSubcommand("log", new LogCommand())
            .addSubcommand("load", new LoadCommand(root()))
            .addSubcommand("curve", new CurveCommand(root()))
            .addSubcommand("jmh", new JmhCommand(root()))
            .addSubcommand("report", new ReportCommand(root()))
            .addSubcommand("dp-memory", new LauncherMemoryCommand())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(args));
  }

  /** {@code bench propagate}. */
  @Command(
      name = "propagate",
      description = "Time from a change to the last proxy's acknowledgement.",
      mixinStandardHelpOptions = true)
  static final class PropagateCommand implements Callable<Integer> {
    @Option(
        names = "--proxies",
        description = "simulated, half in each zone, after one in each (${DEFAULT-VALUE})")
    int proxies = 100;

    @Option(names = "--warm-up", description = "changes before measuring (${DEFAULT-VALUE})")
    int warmUp = 50;

    @Option(names = "--changes", description = "changes measured (${DEFAULT-VALUE})")
    int changes = 200;

    @Override
    public Integer call() throws Exception {
      new Propagate(proxies, warmUp, changes, System.out).run(root(), figures -> {});
      return 0;
    }
  }

  /** {@code bench log}. */
  @Command(
      name = "log",
      description = "Appends, imports, replay, the past and the space of a log.",
      mixinStandardHelpOptions = true)
  static final class LogCommand implements Callable<Integer> {
    @Option(names = "--events", description = "in the log (${DEFAULT-VALUE})")
    long events = 1_000_000;

    @Option(names = "--resources", description = "that they are about (${DEFAULT-VALUE})")
    int resources = 10_000;

    @Option(names = "--writers", description = "at a time (${DEFAULT-VALUE})")
    int writers = 200;

    @Override
    public Integer call() throws Exception {
      new LogBench(events, resources, writers, System.out)
          .run(root().resolve(".meshlog/bench-log.json"));
      return 0;
    }
  }

  /** {@code bench dp-memory}. */
  @Command(
      name = "dp-memory",
      description = "Memory of the sidecar launchers while they are connected.",
      mixinStandardHelpOptions = true)
  static final class LauncherMemoryCommand implements Callable<Integer> {
    @Option(names = "--minutes", description = "how long to look (${DEFAULT-VALUE})")
    int minutes = 5;

    @Override
    public Integer call() throws Exception {
      new LauncherMemory(minutes, System.out).run(root());
      return 0;
    }
  }
}
