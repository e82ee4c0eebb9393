package io.meshlog.bench.soak;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * When calls on a route may fail: while a proxy on it is down, and a little longer. Everything else
 * that fails, a control plane, a broker or a database, is no excuse. Thread-safe.
 */
final class Excuses {

  /** The way of a call. */
  record Route(String from, String to) {}

  /** Which routes a proxy is on. */
  @FunctionalInterface
  interface Covers {
    boolean route(Route route);
  }

  /** An open or closed interval of {@code System.nanoTime}. */
  static final class Excuse {
    private final Covers covers;
    private final long from = System.nanoTime();
    private volatile long until = Long.MAX_VALUE;

    private Excuse(Covers covers) {
      this.covers = covers;
    }

    void endAfter(java.time.Duration grace) {
      until = System.nanoTime() + grace.toNanos();
    }

    /** Whether any moment of a call lies within. */
    private boolean overlaps(long begin, long end) {
      return end - from >= 0 && (until == Long.MAX_VALUE || begin - until <= 0);
    }
  }

  private final List<Excuse> all = new CopyOnWriteArrayList<>();

  Excuse begin(Covers covers) {
    var excuse = new Excuse(covers);
    all.add(excuse);
    return excuse;
  }

  boolean cover(Route route, long begin, long end) {
    return all.stream().anyMatch(e -> e.covers.route(route) && e.overlaps(begin, end));
  }
}
