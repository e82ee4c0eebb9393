package io.meshlog.bench.soak;

import io.meshlog.bench.Topologies;
import io.meshlog.demo.DemoFailure;
import io.meshlog.demo.DemoOptions;
import io.meshlog.demo.DemoTopology;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One chunk of a soak: starts the topology on what the chunk before left, runs writers, faults and
 * calls side by side for a while, heals, checks, and stops the topology.
 */
final class Chunk {
  private static final int RETRIES = 60;

  private final SoakState state;
  private final Path root;
  private final Duration length;
  private final PrintStream out;
  private final Findings findings;

  Chunk(SoakState state, Path root, Duration length, PrintStream out) {
    this.state = state;
    this.root = root;
    this.length = length;
    this.out = out;
    this.findings = new Findings(out);
  }

  /** Whether nothing was found. */
  boolean run() throws IOException, InterruptedException {
    int number = state.nextChunk();
    // Each chunk has its own randomness, which needs nothing but the seed and the chunk's number.
    long seed = state.seed() * 1_000_003 + number;
    out.printf("chunk %d of seed %d, %d s%n", number, state.seed(), length.toSeconds());
    ObjectNode result = JsonMapper.shared().createObjectNode().put("number", number);
    DemoOptions options =
        DemoOptions.of(root).withState(state.topology()).withLayout(state.layout());
    try (Journal journal = Journal.open(state.journal());
        DemoTopology topology = Topologies.start(options)) {
      run(topology, journal, seed, result);
    } catch (DemoFailure e) {
      findings.add("the topology: " + e.getMessage());
    }
    result.put("failures", findings.count());
    findings.kept().forEach(result.withArray("findings")::add);
    state.finished(result);
    out.println(summary(result));
    return findings.count() == 0;
  }

  private void run(DemoTopology topology, Journal journal, long seed, ObjectNode result)
      throws InterruptedException {
    long end = System.nanoTime() + length.toNanos();
    BooleanSupplier over = () -> System.nanoTime() - end >= 0;
    var excuses = new Excuses();
    var calls = new Calls(topology.layout(), excuses, findings, over);
    var faults = new Faults(topology, seed, excuses, findings, out, over);
    List<Writer> writers = new ArrayList<>();
    var wire = new Wire();
    Sender sender = write -> wire.send(write, topology.layout());
    for (String name : Checks.CONTROL_PLANES) {
      long own = seed * 31 + writers.size();
      writers.add(new Writer(name, Slot.of(name), own, sender, journal, findings, over));
    }
    List<Thread> threads = new ArrayList<>();
    threads.add(Thread.ofVirtual().name("calls").start(calls));
    threads.add(Thread.ofVirtual().name("faults").start(faults));
    writers.forEach(writer -> threads.add(Thread.ofVirtual().name("writer").start(writer)));
    for (Thread thread : threads) {
      thread.join();
    }
    var checks = new Checks(topology, journal, findings);
    checks.heal();
    for (Writer writer : writers) {
      if (!writer.settle(RETRIES)) {
        findings.add("a write has no outcome with all healed");
      }
    }
    checks.run();
    result.put("seconds", length.toSeconds());
    result.put("acknowledged", sum(writers, writer -> writer.acknowledged));
    result.put("refused", sum(writers, writer -> writer.refused));
    result.put("unknown", sum(writers, writer -> writer.unknown));
    result.put("faults", faults.injected.get());
    result.put("calls", calls.answered.get());
    result.put("callsExcused", calls.excused.get());
  }

  private static long sum(List<Writer> writers, Function<Writer, AtomicLong> count) {
    return writers.stream().mapToLong(writer -> count.apply(writer).get()).sum();
  }

  private static String summary(ObjectNode result) {
    return ("chunk %d: %d writes acknowledged, %d refused, %d retried; %d faults; %d calls (%d more"
            + " failed beside a dead proxy); %d failures")
        .formatted(
            result.path("number").asInt(),
            result.path("acknowledged").asLong(),
            result.path("refused").asLong(),
            result.path("unknown").asLong(),
            result.path("faults").asLong(),
            result.path("calls").asLong(),
            result.path("callsExcused").asLong(),
            result.path("failures").asLong());
  }
}
