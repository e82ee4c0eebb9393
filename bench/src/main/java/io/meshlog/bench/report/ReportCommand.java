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
          "${COMPLETION-CANDIDATES}; all when none is named. The others stay as they were.")
  Set<Page.Section> sections = EnumSet.noneOf(Page.Section.class);

  @Option(names = "--quick", description = "shorter, less certain, at most 20 minutes")
  boolean quick;

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
    boolean whole =
        new PerformanceReport(root, quick ? Effort.QUICK : Effort.USUAL, System.out)
            .run(
                sections.isEmpty() ? EnumSet.allOf(Page.Section.class) : EnumSet.copyOf(sections),
                document != null ? document : root.resolve("docs/performance.md"));
    return whole ? 0 : 1;
  }
}
