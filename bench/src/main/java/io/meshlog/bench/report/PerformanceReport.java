package io.meshlog.bench.report;

import io.meshlog.bench.Machine;
import io.meshlog.bench.report.Page.Section;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Measures section by section and writes the document after each. Of a section that fails, or that
 * the time ends, what was measured until then is kept; the others are none the worse. One use.
 */
public final class PerformanceReport {
  private final Path root;
  private final Effort effort;
  private final PrintStream out;
  private final long deadline;
  private final Map<Section, Long> seconds = new LinkedHashMap<>();

  /**
   * @param root the project's folder
   */
  public PerformanceReport(Path root, Effort effort, PrintStream out) {
    this.root = root;
    this.effort = effort;
    this.out = out;
    this.deadline = System.nanoTime() + effort.limit().toNanos();
  }

  /**
   * @param document where the document goes; sections that are not measured stay as they are there
   * @return whether everything was measured
   */
  public boolean run(Set<Section> sections, Path document)
      throws IOException, InterruptedException {
    boolean whole = true;
    Page page = Page.at(document);
    for (Section section : sections) {
      long begun = System.nanoTime();
      out.printf("%n== %s%n", section);
      Measurement measurement = measurement(section);
      Optional<String> trouble = measure(measurement);
      whole &= trouble.isEmpty();
      trouble.ifPresent(out::println);
      // An older measurement that is whole is better than none.
      if (measurement.hasFigures()) {
        String text = measurement.text() + trouble.map(why -> "\n" + why).orElse("");
        page.put(section, Part.of(Machine.here(), LocalDate.now(), measurement.brief(), text));
      }
      page.write();
      seconds.put(section, (System.nanoTime() - begun) / 1_000_000_000);
      out.printf("== %s took %d s%n", section, seconds.get(section));
    }
    out.printf("written to %s; seconds: %s%n", document, seconds);
    return whole;
  }

  private Measurement measurement(Section section) {
    Path folder = root.resolve(".meshlog/performance");
    return switch (section) {
      case TABLE -> new TableMeasurement(root, folder, effort, out);
      case CURVE -> new CurveMeasurement(root, folder, effort, out);
      case SCALE -> new ScaleMeasurement(root, folder, effort, out);
      case SYNC -> new SyncMeasurement(root, effort.sync(), out);
      case JMH -> new JmhMeasurement(folder, effort.jmh());
    };
  }

  /** The first line alone: what follows may name files of this machine. */
  static String failed(String what, Throwable why) {
    String first = String.valueOf(why.getMessage()).lines().findFirst().orElse("");
    return "%s could not be measured: %s".formatted(what, first);
  }

  /**
   * In a thread of its own, which is interrupted when the time is over.
   *
   * @return what kept it from being whole
   */
  private Optional<String> measure(Measurement measurement) throws InterruptedException {
    FutureTask<Boolean> task =
        new FutureTask<>(() -> {
          measurement.run();
          return true;
        });
    Thread thread = Thread.ofPlatform().name("measure").start(task);
    try {
      task.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      return Optional.empty();
    } catch (ExecutionException e) {
      e.getCause().printStackTrace(out);
      return Optional.of(failed("The rest", e.getCause()));
    } catch (TimeoutException e) {
      return Optional.of(
          "The rest was not measured: the time for the whole report, %d minutes, was over."
              .formatted(effort.limit().toMinutes()));
    } finally {
      task.cancel(true);
      // Its control plane has ended before the next one starts.
      thread.join(Duration.ofMinutes(1));
    }
  }
}
