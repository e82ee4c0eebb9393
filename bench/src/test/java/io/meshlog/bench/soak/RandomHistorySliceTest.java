package io.meshlog.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.embedded.testing.TestFolders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random histories of three logs that follow each other, with faults between. */
class RandomHistorySliceTest {

  @Test
  void aShortOneEndsInEqualStates() throws Exception {
    play(3_000, 8);
  }

  @Test
  @Tag("soak")
  void aLongOneEndsInEqualStates() throws Exception {
    play(Integer.getInteger("meshlog.history.operations", 100_000), 48);
  }

  private static void play(int operations, int rounds) throws Exception {
    long seed = Long.getLong("meshlog.seed", new Random().nextLong());
    System.out.println("seed " + seed + " (repeat with -Dmeshlog.seed)");
    Path folder = TestFolders.newFolder("history");
    long begin = System.nanoTime();
    try (Journal journal = Journal.open(folder.resolve("journal.jsonl"));
        Federation federation = new Federation()) {
      RandomHistory history = new RandomHistory(seed, federation, journal, System.out);
      history.play(operations, rounds);
      String summary =
          "history of seed %d: %d writes acknowledged, %d refused, %d retried, %d lost; faults %s; %d s"
              .formatted(
                  seed,
                  history.acknowledged(),
                  history.refused(),
                  history.unknown(),
                  history.lost,
                  history.injected,
                  (System.nanoTime() - begin) / 1_000_000_000);
      System.out.println(summary);
      Files.writeString(Path.of("target", "history-" + operations + ".txt"), summary + "\n");
      assertThat(history.findings.kept()).isEmpty();
      assertThat(history.acknowledged() + history.refused()).isGreaterThan(operations * 9L / 10);
    }
  }
}
