package io.meshlog.bench.report;

import static io.meshlog.bench.report.SummaryTable.shown;

import io.meshlog.bench.propagate.Propagate;
import io.meshlog.bench.propagate.Propagated;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** From a change to the last acknowledgement across a federation, one at a time. */
final class SyncMeasurement implements Measurement {
  /** "Tens of milliseconds when quiet". */
  private static final double GOAL_MILLIS = 100;

  private final Path root;
  private final Effort.Sync effort;
  private final PrintStream out;
  private final List<Propagated> measured = new CopyOnWriteArrayList<>();

  SyncMeasurement(Path root, Effort.Sync effort, PrintStream out) {
    this.root = root;
    this.effort = effort;
    this.out = out;
  }

  @Override
  public void run() throws IOException, InterruptedException {
    new Propagate(effort.proxies(), effort.warmUp(), effort.changes(), out)
        .run(root, measured::add);
  }

  @Override
  public boolean hasFigures() {
    return !measured.isEmpty();
  }

  @Override
  public List<String> brief() {
    return measured.stream()
        .filter(each -> each.concerned() > 0)
        .map(each ->
            "%s, %d proxies concerned: p50 %s ms, p99 %s ms%s."
                .formatted(
                    each.title(),
                    each.concerned(),
                    shown(each.latency().millis(50)),
                    shown(each.latency().millis(99)),
                    each.latency().millis(99) < GOAL_MILLIS
                        ? ", within tens of milliseconds ✓"
                        : ", not always within tens of milliseconds ✗"))
        .toList();
  }

  @Override
  public String text() {
    String rows =
        measured.stream()
            .map(each ->
                "| %s | %s | %s | %s | %s | %d |\n"
                    .formatted(
                        each.title(),
                        shown(each.latency().millis(50)),
                        shown(each.latency().millis(99)),
                        shown(each.latency().millis(100)),
                        each.cpuMillis().stream()
                            .map(SummaryTable::shown)
                            .collect(Collectors.joining(" / ")),
                        each.concerned()))
            .collect(Collectors.joining());
    return """
    One Global, two zones and a Kafka broker, each control plane and each database in a process of its own as shipped, with simulated
    proxies beside the demo's Envoys, first one in each zone, then %d; builtin mTLS. %d changes one by one after %d of the same kind,
    when nothing else happens. From before the PUT to the acknowledgement of the last proxy concerned, so with the REST call, two
    durable commits and, between zones, a Kafka transaction on the way. With one proxy that way is what is seen, with many what
    generation and pushes to all of them take on processors that everything shares. CPU is that of %s, in ms per change.

    | Change | p50, ms | p99, ms | slowest, ms | CPU, ms | proxies concerned |
    |---|---|---|---|---|---|
    %s\
    """
        .formatted(
            effort.proxies() / 2,
            effort.changes(),
            effort.warmUp(),
            String.join(" / ", Propagate.CONTROL_PLANES),
            rows);
  }
}
