package io.meshlog.bench.soak;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** What went wrong in a chunk; printed when found, kept up to a number. Thread-safe. */
final class Findings {
  private static final int KEPT = 100;

  private final ConcurrentLinkedQueue<String> kept = new ConcurrentLinkedQueue<>();
  private final AtomicLong count = new AtomicLong();
  private final PrintStream out;

  Findings(PrintStream out) {
    this.out = out;
  }

  void add(String what) {
    if (count.incrementAndGet() <= KEPT) {
      kept.add(what);
      out.println("  FAIL " + what);
    }
  }

  long count() {
    return count.get();
  }

  List<String> kept() {
    return List.copyOf(kept);
  }
}
