package io.meshlog.bench.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.embedded.testing.fault.FaultRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReliabilityPageTest {
  private static final Path ROOT = Path.of(System.getProperty("meshlog.root"));
  private static final Pattern ANNOTATION = Pattern.compile("@Fault\\([^)]*\\)");
  private static final Pattern ROW = Pattern.compile("FaultRow\\.([A-Z_]+)");

  @Test
  void hasEachRowOfTheFaultsOnce() throws Exception {
    List<String> titles = Arrays.stream(FaultRow.values()).map(FaultRow::title).toList();
    assertThat(ReliabilityPage.of(ROOT).rows(ReliabilityPage.FAULTS)).isEqualTo(titles);
  }

  @Test
  void givesAReasonForEachRowThatMayBeSkipped() throws Exception {
    ReliabilityPage page = ReliabilityPage.of(ROOT);
    List<String> titles = Arrays.stream(FaultRow.values()).map(FaultRow::title).toList();
    assertThat(page.rows(ReliabilityPage.SKIPPED))
        .isSubsetOf(titles)
        .allSatisfy(row -> {
          assertThat(page.lastCell(ReliabilityPage.SKIPPED, row)).hasSizeGreaterThan(20);
        });
  }

  @Test
  void eachRowHasATestInSomeModule() throws Exception {
    Set<FaultRow> tested = new HashSet<>();
    for (Path file : testSources()) {
      ANNOTATION
          .matcher(Files.readString(file))
          .results()
          .flatMap(fault -> ROW.matcher(fault.group()).results())
          .forEach(row -> tested.add(FaultRow.valueOf(row.group(1))));
    }
    assertThat(tested).containsExactlyInAnyOrder(FaultRow.values());
  }

  private static List<Path> testSources() throws IOException {
    List<Path> sources = new ArrayList<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path folder : modules.map(module -> module.resolve("src/test/java")).toList()) {
        if (Files.isDirectory(folder)) {
          try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> file.toString().endsWith("Test.java")).forEach(sources::add);
          }
        }
      }
    }
    return sources;
  }
}
