package io.meshlog.bench.report;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench report}. */
@Command(
    name = "report",
    description = "Measures everything and writes docs/performance.md. Wants a quiet machine.",
    mixinStandardHelpOptions = true)
public final class ReportCommand implements Callable<Integer> {
  private final Path root;

  @Parameters(
      arity = "0..*",
      description =
          "${COMPLETION-CANDIDATES}; all when none is named. The others stay as they are in the"
              + " document.")
  Set<Page.Section> sections = EnumSet.noneOf(Page.Section.class);

  @Option(names = "--quick", description = "shorter, less certain, at most 25 minutes")
  boolean quick;

  @Option(
      names = "--proxies",
      description =
          "instead of 1,000: to try it, at least 20; the document is then .meshlog/performance.md")
  @Nullable Integer proxies;

  @Option(names = "--document", description = "where it goes (docs/performance.md)")
  @Nullable Path document;

  /**
   * @param root the project's folder
   */
  public ReportCommand(Path root) {
    this.root = root;
  }

  @Override
  public Integer call() throws Exception {
    Effort effort = quick ? Effort.QUICK : Effort.USUAL;
    boolean whole =
        new PerformanceReport(root, proxies == null ? effort : effort.among(proxies), System.out)
            .run(
                sections.isEmpty() ? EnumSet.allOf(Page.Section.class) : EnumSet.copyOf(sections),
                place());
    return whole ? 0 : 1;
  }

  private Path place() {
    if (document != null) {
      return document;
    }
    return root.resolve(proxies == null ? "docs/performance.md" : ".meshlog/performance.md");
  }
}
