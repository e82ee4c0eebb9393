package io.meshlog.bench.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Makes changes at a target and waits for those whom they concern. Of one thread. */
final class Changes {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private record Made(Watch watch, long answered) {}

  private final LoadFleet fleet;
  private final Target target;
  private int next;

  Changes(LoadFleet fleet, Target target) {
    this.fleet = fleet;
    this.target = target;
  }

  /** Each one when the one before has arrived; from its answer to each receipt, in nanoseconds. */
  List<Long> oneByOne(Kind kind, int count) throws InterruptedException {
    List<Long> latencies = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      latencies.addAll(arrived(make(kind)));
    }
    return latencies;
  }

  /** At a fixed rate, whether or not the earlier ones have arrived. */
  List<Long> atRate(Kind kind, int count, int perSecond) throws InterruptedException {
    long start = System.nanoTime();
    List<Made> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TimeUnit.NANOSECONDS.sleep(start + i * 1_000_000_000L / perSecond - System.nanoTime());
      made.add(make(kind));
    }
    List<Long> latencies = new ArrayList<>();
    for (Made change : made) {
      latencies.addAll(arrived(change));
    }
    return latencies;
  }

  private Made make(Kind kind) {
    int n = next++;
    Watch watch =
        fleet.watch(kind, fleet.concerned(kind, target.like(kind, n)), target.marker(kind, n));
    return new Made(watch, target.change(kind, n));
  }

  private List<Long> arrived(Made change) throws InterruptedException {
    try {
      return change.watch().latencies(change.answered(), PATIENCE);
    } finally {
      fleet.forget(change.watch());
    }
  }

  /**
   * What one change of each kind sent.
   *
   * @param name begins the chapters' names
   * @param first number of the first; each kind's is as much greater as its ordinal
   */
  record Recorded(String name, int first) {

    String chapter(Kind kind) {
      return name + kind.name();
    }

    int number(Kind kind) {
      return first + kind.ordinal();
    }
  }

  /** Takes down what one more change of each kind sends. */
  Recorded recordOneOfEach(Recording into, String name) throws InterruptedException {
    Recorded recorded = new Recorded(name, next);
    for (Kind kind : Kind.values()) {
      fleet.record(into, recorded.chapter(kind));
      oneByOne(kind, 1);
      fleet.awaitQuiet(Duration.ofMillis(500), PATIENCE);
      fleet.stopRecording();
    }
    return recorded;
  }
}
