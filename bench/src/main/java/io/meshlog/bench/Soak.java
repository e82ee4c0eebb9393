package io.meshlog.bench;

import io.meshlog.bench.soak.SoakRun;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./meshlog soak}: ends with 0 when nothing was found, else with 1. */
@Command(
    name = "soak",
    description = "Random writes, faults and traffic for a long time; goes on where it ended.",
    mixinStandardHelpOptions = true)
public final class Soak implements Callable<Integer> {
  @Option(names = "--minutes", description = "how long, in chunks (${DEFAULT-VALUE})")
  private int minutes = 10;

  @Option(names = "--seed", description = "of all randomness; another seed begins anew")
  private @Nullable Long seed;

  @Option(names = "--fresh", description = "begin anew")
  private boolean fresh;

  public static void main(String[] args) {
    System.exit(new CommandLine(new Soak()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    OptionalLong wanted = seed == null ? OptionalLong.empty() : OptionalLong.of(seed);
    boolean sound =
        new SoakRun(Bench.root(), System.out).run(Duration.ofMinutes(minutes), wanted, fresh);
    return sound ? 0 : 1;
  }
}
