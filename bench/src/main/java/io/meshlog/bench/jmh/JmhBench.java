package io.meshlog.bench.jmh;

import io.meshlog.bench.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Runs the benchmarks of this package. */
public final class JmhBench {

  /**
   * One benchmark's figures, by operation.
   *
   * @param errorMicros half of the interval that holds the mean with 99.9 % certainty
   * @param bytes allocated; NaN when that was not measured
   */
  public record Figure(String name, double micros, double errorMicros, double bytes) {}

  /**
   * @param seconds of each iteration
   */
  public record Effort(int forks, int warmUps, int iterations, int seconds) {
    public static final Effort USUAL = new Effort(2, 3, 5, 2);
    public static final Effort QUICK = new Effort(1, 3, 3, 1);
  }

  private JmhBench() {}

  /**
   * @param include regular expression on the benchmarks' names
   */
  public static List<Figure> measure(String include, Effort effort) throws RunnerException {
    return figures(
        new Runner(
                options(include, VerboseMode.NORMAL)
                    .mode(Mode.AverageTime)
                    .timeUnit(TimeUnit.MICROSECONDS)
                    .forks(effort.forks())
                    // As the control plane is run.
                    .jvmArgsAppend("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-Xmx512m")
                    .warmupIterations(effort.warmUps())
                    .warmupTime(TimeValue.seconds(effort.seconds()))
                    .measurementIterations(effort.iterations())
                    .measurementTime(TimeValue.seconds(effort.seconds()))
                    .addProfiler(GCProfiler.class)
                    .build())
            .run());
  }

  /** Each benchmark once, in this process: whether they run at all. */
  static List<Figure> once(String include) throws RunnerException {
    return figures(
        new Runner(
                options(include, VerboseMode.SILENT)
                    .mode(Mode.SingleShotTime)
                    .timeUnit(TimeUnit.MICROSECONDS)
                    .forks(0)
                    .warmupIterations(0)
                    .measurementIterations(1)
                    .build())
            .run());
  }

  private static ChainedOptionsBuilder options(String include, VerboseMode verbosity) {
    return new OptionsBuilder().include(include).shouldFailOnError(true).verbosity(verbosity);
  }

  private static List<Figure> figures(Collection<RunResult> results) {
    List<Figure> figures = new ArrayList<>();
    for (RunResult result : results) {
      String label = result.getPrimaryResult().getLabel();
      double bytes =
          result.getSecondaryResults().entrySet().stream()
              .filter(entry -> entry.getKey().endsWith("gc.alloc.rate.norm"))
              .map(entry -> (Result<?>) entry.getValue())
              .mapToDouble(Result::getScore)
              .findFirst()
              .orElse(Double.NaN);
      figures.add(
          new Figure(
              label,
              result.getPrimaryResult().getScore(),
              result.getPrimaryResult().getScoreError(),
              bytes));
    }
    return figures;
  }

  public static void write(List<Figure> figures, Path json) throws IOException {
    ObjectNode document = JsonMapper.shared().createObjectNode();
    document.putPOJO("machine", Machine.here());
    figures.forEach(figure -> {
      ObjectNode node = document.putObject(figure.name()).put("micros", figure.micros());
      finite(figure.errorMicros()).ifPresent(error -> node.put("errorMicros", error));
      finite(figure.bytes()).ifPresent(bytes -> node.put("bytes", bytes));
    });
    Files.createDirectories(json.getParent());
    Files.writeString(json, document.toPrettyString() + "\n");
  }

  private static Optional<Double> finite(double value) {
    return Double.isFinite(value) ? Optional.of(value) : Optional.empty();
  }

  /** A Markdown table. */
  public static String table(List<Figure> figures) {
    StringBuilder text =
        new StringBuilder("| Function | µs | ± | allocated, bytes |\n|---|---|---|---|\n");
    figures.forEach(figure ->
        text.append(
            String.format(
                Locale.ROOT,
                "| %s | %.2f | %s | %s |%n",
                words(figure.name()),
                figure.micros(),
                finite(figure.errorMicros()).map(e -> "%.2f".formatted(e)).orElse("-"),
                finite(figure.bytes()).map(b -> "%.0f".formatted(b)).orElse("-"))));
    return text.toString();
  }

  /** From {@code foldOneEvent} to {@code fold one event}. */
  private static String words(String name) {
    return name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
  }
}
