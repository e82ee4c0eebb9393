package io.meshlog.bench.soak;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;

/** A soak: chunk after chunk, each under 20 minutes with its start and its checks. */
public final class SoakRun {
  private static final Duration LONGEST = Duration.ofMinutes(14);

  private final Path root;
  private final PrintStream out;

  public SoakRun(Path root, PrintStream out) {
    this.root = root;
    this.out = out;
  }

  /**
   * Runs for so long, starts and checks not counted.
   *
   * @return whether every chunk found nothing
   */
  public boolean run(Duration length, OptionalLong seed, boolean fresh)
      throws IOException, InterruptedException {
    SoakState state = SoakState.open(root.resolve(".meshlog/soak"), seed, fresh);
    boolean sound = true;
    for (Duration left = length; left.isPositive(); ) {
      Duration now = left.compareTo(LONGEST) > 0 ? LONGEST : left;
      sound &= new Chunk(state, root, now, out).run();
      left = left.minus(now);
    }
    out.printf(
        "soak of seed %d: %s%n", state.seed(), sound ? "nothing found" : "there are failures");
    return sound;
  }
}
