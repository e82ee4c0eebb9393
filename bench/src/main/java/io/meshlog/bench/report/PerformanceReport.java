package io.meshlog.bench.report;

import io.meshlog.bench.Machine;
import io.meshlog.bench.jmh.JmhBench;
import io.meshlog.bench.load.CostCurve;
import io.meshlog.bench.load.CurveBench;
import io.meshlog.bench.load.LoadBench;
import io.meshlog.bench.load.LoadPlan;
import io.meshlog.bench.load.LoadRun;
import io.meshlog.bench.load.Measured;
import io.meshlog.bench.load.Mode;
import io.meshlog.bench.report.Page.Section;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Measures section by section and writes the document after each. A section that fails, or for
 * which no time is left, says so; the others are none the worse. One use.
 */
public final class PerformanceReport {
  private static final LoadPlan PLAN = new LoadPlan(1_000, 100, 10, false, false);
  private static final LoadPlan LARGE = new LoadPlan(5_000, 500, 10, false, false);

  private final Path root;
  private final Effort effort;
  private final PrintStream out;
  private final Page page;
  private final long deadline;

  /**
   * @param root the project's folder
   */
  public PerformanceReport(Path root, Effort effort, PrintStream out) {
    this.root = root;
    this.effort = effort;
    this.out = out;
    this.page = new Page(folder());
    this.deadline = System.nanoTime() + effort.limit().toNanos();
  }

  private Path folder() {
    return root.resolve(".meshlog/performance");
  }

  /**
   * @param document where the document goes
   * @return whether everything was measured
   */
  public boolean run(Set<Section> sections, Path document)
      throws IOException, InterruptedException {
    boolean whole = true;
    for (Section section : sections) {
      long begun = System.nanoTime();
      out.printf("%n== %s%n", section);
      String text;
      try {
        text = measure(section);
      } catch (ExecutionException e) {
        e.getCause().printStackTrace(out);
        text = failed("This", e.getCause());
        whole = false;
      } catch (TimeoutException e) {
        text = "Not measured: the time for all of it, %s, was over.%n".formatted(effort.limit());
        whole = false;
      }
      page.keep(section, text);
      page.write(document, Machine.here(), LocalDate.now());
      out.printf("== %s took %d s%n", section, (System.nanoTime() - begun) / 1_000_000_000);
    }
    out.println("written to " + document);
    return whole;
  }

  /** The first line alone: what follows may name files of this machine. */
  private static String failed(String what, Throwable why) {
    String first = String.valueOf(why.getMessage()).lines().findFirst().orElse("");
    return "%s could not be measured: %s%n".formatted(what, first);
  }

  /** In a thread of its own, which is interrupted when the time is over. */
  private String measure(Section section)
      throws InterruptedException, ExecutionException, TimeoutException {
    FutureTask<String> task =
        new FutureTask<>(() ->
            switch (section) {
              case TABLE -> table();
              case CURVE -> curve();
              case SCALE -> scale();
              case JMH -> jmh();
            });
    Thread thread = Thread.ofPlatform().name("measure").start(task);
    try {
      return task.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } finally {
      task.cancel(true);
      // Its control plane has ended before the next one starts.
      thread.join(Duration.ofMinutes(1));
    }
  }

  private String table() throws InterruptedException {
    Map<String, Measured> runs = new LinkedHashMap<>();
    StringBuilder failures = new StringBuilder();
    for (boolean mtls : new boolean[] {false, true}) {
      for (boolean delta : new boolean[] {false, true}) {
        if (delta && mtls && !effort.everyCombination()) {
          continue;
        }
        String name = (delta ? "delta" : "state of the world") + (mtls ? ", mTLS" : "");
        try {
          run(runs, name, delta, mtls);
        } catch (IOException | IllegalStateException e) {
          if (Thread.interrupted()) {
            throw new InterruptedException("the time is over");
          }
          e.printStackTrace(out);
          failures.append('\n').append(failed("\"" + name + "\"", e));
        }
      }
    }
    LoadRun.Sizes sizes = effort.sizes();
    return """
    %,d proxies of %d services, %d outbounds each. %d changes of endpoints one by one, %d of a policy, 5 a second for %d s, idle for
    %d s. CPU is the control plane's or the floor's.

    %s
    """
        .formatted(
            PLAN.proxies(),
            PLAN.services(),
            PLAN.outbounds(),
            sizes.endpoints(),
            sizes.policies(),
            sizes.churnSeconds(),
            sizes.idleSeconds(),
            SummaryTable.of(runs) + failures);
  }

  private void run(Map<String, Measured> runs, String name, boolean delta, boolean mtls)
      throws IOException, InterruptedException {
    LoadPlan plan = new LoadPlan(PLAN.proxies(), PLAN.services(), PLAN.outbounds(), delta, mtls);
    EnumSet<Mode> modes = EnumSet.allOf(Mode.class);
    modes.remove(Mode.DRIVER);
    out.printf("-- %s%n", name);
    runs.put(
        name,
        new LoadBench(plan, effort.sizes(), modes, out)
            .onOwnZone(
                root, List.of(), folder().resolve(name.replaceAll("[^A-Za-z]+", "-") + ".json")));
  }

  private String curve() throws IOException, InterruptedException {
    LoadPlan plan = new LoadPlan(5_000, 100, 10, false, false);
    CostCurve.Steps steps =
        new CostCurve.Steps(
            List.of(100, 500, 1_000, 2_000, 5_000), effort.changes(), effort.warmUp());
    return """
    One control plane whose mesh grows, %d services, %d outbounds each, state of the world. CPU per change, of the control plane and of
    the floor. A change that nobody uses costs the same however many proxies there are; one that concerns %d proxies likewise; the
    others grow with the proxies that they touch.

    %s
    """
        .formatted(
            plan.services(),
            plan.outbounds(),
            LoadPlan.RARE_CALLERS,
            new CurveBench(plan, steps, out)
                .run(root, List.of(), folder().resolve("curve.json"))
                .markdown("meshlog", "floor"));
  }

  private String scale() throws IOException, InterruptedException {
    LoadRun.Sizes sizes =
        new LoadRun.Sizes(20, effort.changes(), 5, 5, 0, effort.sizes().idleSeconds());
    Measured measured =
        new LoadBench(
                LARGE,
                sizes,
                EnumSet.of(
                    Mode.DRIVER,
                    Mode.QUIET,
                    Mode.ENDPOINT,
                    Mode.UNRELATED,
                    Mode.POLICY,
                    Mode.FLOOR),
                out)
            .onOwnZone(root, List.of(), folder().resolve("scale.json"));
    return """
    %,d proxies of %d services, %d outbounds each, on one control plane, all of them connecting at once; then all coming back at once.
    What the driver does alone, against a floor whose bytes no control plane made, says how much of the figures is its own.

    %s
    """
        .formatted(
            LARGE.proxies(),
            LARGE.services(),
            LARGE.outbounds(),
            measured.table("meshlog", "floor"));
  }

  private String jmh() throws Exception {
    List<JmhBench.Figure> figures =
        JmhBench.measure("io\\.meshlog\\.bench\\.jmh\\..*", effort.jmh());
    JmhBench.write(figures, folder().resolve("jmh.json"));
    return """
    By JMH, in a mesh of %,d proxies with mTLS and 25 policies, on a single thread. Appends go to a PostgreSQL of their own with durable
    commits, so that most of theirs is the disk.

    %s
    """
        .formatted(PLAN.proxies(), JmhBench.table(figures));
  }
}
