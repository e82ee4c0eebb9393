package io.meshlog.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.bench.Machine;
import io.meshlog.bench.report.Page.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {
  private static final Machine MACHINE = new Machine(2, 23_552, "Linux 6.1", "Some Vendor 25");

  @TempDir Path folder = Path.of("");

  @Test
  void aSectionMeasuredAgainLeavesTheOthersAsTheyWere() throws IOException {
    Page page = new Page(folder.resolve("sections"));
    page.keep(Section.TABLE, "first table");
    page.keep(Section.JMH, "functions");

    page.keep(Section.TABLE, "second table");

    assertThat(written(page))
        .contains("second table", "functions")
        .doesNotContain("first table")
        .containsSubsequence("## A thousand proxies", "## Cost curves", "## Hot functions");
  }

  @Test
  void whatWasNeverMeasuredIsSaidToBeMissing() throws IOException {
    Page page = new Page(folder.resolve("sections"));
    page.keep(Section.CURVE, "a curve");
    assertThat(written(page)).contains("## Five thousand proxies\n\nNot measured yet.");
  }

  @Test
  void statesMethodAndMachine() throws IOException {
    assertThat(written(new Page(folder)))
        .contains(
            "on 2026-11-26, on a machine with 2 processors, 23 GiB, Linux 6.1, JDK Some Vendor 25")
        .contains("**The floor** is a bare gRPC server");
  }

  private String written(Page page) throws IOException {
    Path document = folder.resolve("performance.md");
    page.write(document, MACHINE, LocalDate.of(2026, 11, 26));
    return Files.readString(document);
  }
}
