package io.meshlog.bench.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.bench.fault.FaultRuns.Run;
import io.meshlog.embedded.testing.fault.FaultRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** After all others: each row of the fault table was tried, or the page says why not. */
@Order(Integer.MAX_VALUE)
@Tag("fault")
@EnabledIfSystemProperty(
    named = "meshlog.faults.complete",
    matches = "true",
    disabledReason = "./meshlog test sets it for a run of all modules")
class FaultCoverageSystemTest {
  private static final Path ROOT = Path.of(System.getProperty("meshlog.root"));

  @Test
  void eachFaultOfTheTableWasTried() throws Exception {
    FaultRuns runs = FaultRuns.of(ROOT);
    ReliabilityPage page = ReliabilityPage.of(ROOT);
    Files.writeString(Path.of("target", "fault-table.md"), runs.table());
    System.out.println(runs.table());
    List<String> mayBeSkipped = page.rows(ReliabilityPage.SKIPPED);
    List<String> wrong =
        Stream.of(FaultRow.values())
            .filter(row -> !mayBeSkipped.contains(row.title()))
            .filter(
                row -> runs.tests(row).isEmpty() || runs.of(row).stream().anyMatch(Run::skipped))
            .map(row -> row.title() + ": " + runs.of(row))
            .toList();
    assertThat(wrong)
        .as("rows of the fault table that no test tried, or that were skipped")
        .isEmpty();
    assertThat(runs.runs()).as("losses").allMatch(run -> run.lost() == 0);
  }
}
