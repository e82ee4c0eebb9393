package io.meshlog.bench.report;

import io.meshlog.bench.jmh.JmhBench;
import java.nio.file.Path;
import java.util.List;

/** The hot functions by themselves. */
final class JmhMeasurement implements Measurement {
  private final Path folder;
  private final JmhBench.Effort effort;
  private List<JmhBench.Figure> figures = List.of();

  /**
   * @param folder of the figures as JSON
   */
  JmhMeasurement(Path folder, JmhBench.Effort effort) {
    this.folder = folder;
    this.effort = effort;
  }

  @Override
  public void run() throws Exception {
    figures = JmhBench.measure("io\\.meshlog\\.bench\\.jmh\\..*", effort);
    JmhBench.write(figures, folder.resolve("jmh.json"));
  }

  @Override
  public boolean hasFigures() {
    return !figures.isEmpty();
  }

  @Override
  public List<String> brief() {
    return List.of(
        "%d functions by themselves, with the bytes that each allocates."
            .formatted(figures.size()));
  }

  @Override
  public String text() {
    return """
    By JMH, in a mesh of 1,000 proxies with mTLS and 25 policies, on a single thread. Appends go to a PostgreSQL of their own with durable
    commits, so that most of theirs is the disk.

    %s
    """
        .formatted(JmhBench.table(figures));
  }
}
