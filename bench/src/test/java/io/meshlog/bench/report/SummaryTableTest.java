package io.meshlog.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.bench.load.Measured;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryTableTest {
  private static final String P50 = ", answer to receipt p50";
  private static final String P99 = ", answer to receipt p99";

  @Test
  void showsEachRunBesideItsFloorWithMultiplesAndWhetherGoalsAreMet() {
    Measured delta = measured();
    both(delta, "endpoint added" + P50, 7.25, 2);
    both(delta, "endpoint added" + P99, 1234.5, 1000);
    both(delta, "policy changed for all" + P50, 90, 10);
    both(delta, "policy changed for all" + P99, 240, 80);
    delta.add("meshlog", "endpoint added, CPU per change", 27, "ms");
    Map<String, Measured> runs = new LinkedHashMap<>();
    runs.put("state of the world", measured());
    runs.put("delta", delta);

    String table = SummaryTable.of(runs);

    assertThat(table.lines().findFirst())
        .hasValue(
            "| Work | Kuma, stated | its floor | goal | state of the world | floor | delta | floor |");
    assertThat(table)
        .contains(
            "| endpoint added: answer to receipt, p50 / p99 ms | 2,800 / 7,200 (×700 / ×232)"
                + " | 4.0 / 31 | 8.0 / 60 (×2.0 / ×1.9) | - / - | - / - |"
                + " 7.3 / 1,235 ✗ (×3.6 / ×1.2 ✗) | 2.0 / 1,000 |\n")
        .contains("| 90 / 240 ✓ (×9.0 / ×3.0 ✗) | 10 / 80 |\n")
        .contains(
            "| CPU per endpoint change, s | 6.6 (×244) | 0.027 | 0.060 (×2.2) | - | - | 0.027 ✓ | - |\n");
  }

  @Test
  void saysInShortWhichGoalsAreMetAndNamesThoseThatAreNot() {
    Measured run = measured();
    both(run, "all converge after start", 9, 3);
    both(run, "CPU for it, per proxy", 5, 1);
    both(run, "memory over an empty one, per proxy", 200, 50);
    both(run, "idle CPU, of a core", 0.5, 0);

    assertThat(SummaryTable.brief("delta", run))
        .containsExactly(
            "delta: 3 of 4 goals met as they stand, 2 of 3 as multiples of the floor.",
            "delta: all proxies converge after start, s missed as it stands only: 9.0 ✗ (×3.0 ✓);"
                + " goal 4.0 (×3.3); floor here 3.0.",
            "delta: memory over an empty one, KiB per proxy missed as a multiple only: 200 ✓ (×4.0"
                + " ✗); goal 300 (×1.5); floor here 50.");
  }

  @Test
  void aRunThatMeasuredNothingSaysNothing() {
    assertThat(SummaryTable.brief("delta", measured())).isEmpty();
  }

  private static void both(Measured measured, String name, double value, double floor) {
    measured.add("meshlog", name, value, "");
    measured.add("floor", name, floor, "");
  }

  private static Measured measured() {
    return new Measured(
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
  }
}
