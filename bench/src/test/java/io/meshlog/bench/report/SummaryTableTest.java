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

  @Test
  void showsEachRunBesideItsFloor() {
    Measured delta = measured();
    delta.add("meshlog", "endpoint added, answer to receipt p50", 7.25, "ms");
    delta.add("meshlog", "endpoint added, answer to receipt p99", 1234.5, "ms");
    delta.add("floor", "endpoint added, answer to receipt p50", 2, "ms");
    delta.add("floor", "endpoint added, CPU per change", 27, "ms");
    Map<String, Measured> runs = new LinkedHashMap<>();
    runs.put("state of the world", measured());
    runs.put("delta", delta);

    String table = SummaryTable.of(runs);

    assertThat(table.lines().findFirst())
        .hasValue(
            "| Work | Kuma, stated | its floor | goal | state of the world | floor | delta | floor |");
    assertThat(table)
        .contains(
            "| endpoint added: answer to receipt, p50 / p99 ms | 2,800 / 7,200 | 4 / 31 | 8 / 60"
                + " | - / - | - / - | 7.3 / 1,235 | 2.0 / - |\n")
        .contains("| CPU per endpoint change, s | 6.6 | 0.027 | 0.06 | - | - | - | 0.027 |\n");
  }

  private static Measured measured() {
    return new Measured(
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
  }
}
