package io.meshlog.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.bench.Machine;
import io.meshlog.bench.report.Page.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {
  private static final Machine ONE = new Machine(2, 23_552, "Linux 6.1", "Some Vendor 25");
  private static final Machine OTHER = new Machine(8, 65_536, "Linux 6.6", "Other Vendor 25");

  @TempDir Path folder = Path.of("");
  private Path document = Path.of("");

  @BeforeEach
  void place() {
    document = folder.resolve("docs/performance.md");
  }

  @Test
  void aSectionMeasuredAgainLeavesTheOthersAsTheyAreInTheDocument() throws IOException {
    Page first = Page.at(document);
    first.put(Section.TABLE, part(ONE, 1, List.of("slow.", "how slow"), "first table"));
    first.put(Section.JMH, part(ONE, 1, List.of("functions."), "| f |\n|---|\n| 1 |"));
    first.write();

    Page second = Page.at(document);
    second.put(Section.TABLE, part(OTHER, 2, List.of("fast."), "second table"));
    second.write();

    assertThat(Files.readString(document))
        .contains("- **A thousand proxies**, 2026-11-02: fast.\n- **Between zones**")
        .contains("- **Hot functions**, 2026-11-01: functions.\n")
        .contains(
            "Measured on 2026-11-02, on a machine with 8 processors, 64 GiB, Linux 6.6, JDK Other"
                + " Vendor 25.\n\nsecond table\n")
        .contains(
            "Measured on 2026-11-01, on a machine with 2 processors, 23 GiB, Linux 6.1, JDK Some"
                + " Vendor 25.\n\n| f |\n|---|\n| 1 |\n")
        .doesNotContain("first table", "slow")
        .containsSubsequence("## A thousand proxies", "## Hot functions", "## Cost curves");
  }

  @Test
  void whatIsWrittenAgainWithoutMeasuringIsTheSame() throws IOException {
    Page page = Page.at(document);
    for (Section section : Section.values()) {
      page.put(section, part(ONE, 3, List.of("a.", "b", "c"), "figures of " + section));
    }
    page.write();
    String before = Files.readString(document);

    Page.at(document).write();

    assertThat(Files.readString(document)).isEqualTo(before);
  }

  @Test
  void whatWasNeverMeasuredIsSaidToBeMissing() throws IOException {
    Page page = Page.at(document);
    page.put(Section.CURVE, part(ONE, 1, List.of("flat."), "a curve"));
    page.write();
    assertThat(Files.readString(document))
        .contains("- **Five thousand proxies**: not measured yet.\n")
        .contains("## Five thousand proxies\n\nNot measured yet.\n");
  }

  @Test
  void statesMethodAndWhatTheFloorDoesNotDo() throws IOException {
    Page.at(document).write();
    assertThat(Files.readString(document))
        .contains("**The floor** is a bare gRPC server")
        .contains("no log and no database, no registration")
        .contains("no certificates to issue");
  }

  private static Part part(Machine machine, int day, List<String> brief, String text) {
    return Part.of(machine, LocalDate.of(2026, 11, day), brief, text);
  }
}
