package io.meshlog.embedded.testing.fault;

import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** What one run of a fault test did. Thread-safe but for its random numbers. */
public final class FaultRun {
  private static final int FACTOR = Integer.getInteger("meshlog.faults.factor", 1);

  private final AtomicLong faults = new AtomicLong();
  private final AtomicLong operations = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();

  FaultRun() {}

  /** So many in the default build, a multiple of it in the soak. */
  public int times(int quick) {
    return quick * FACTOR;
  }

  /** Seeded; the seed is printed, and {@code -Dmeshlog.seed} repeats it. */
  public Random random() {
    long seed = Long.getLong("meshlog.seed", new Random().nextLong());
    System.out.println("seed " + seed + " (repeat with -Dmeshlog.seed)");
    return new Random(seed);
  }

  /** Injected faults; a run that names none counts as one. */
  public void faults(long count) {
    faults.addAndGet(count);
  }

  /** Commands, or records of a forged zone. */
  public void operations(long count) {
    operations.addAndGet(count);
  }

  /** Acknowledged and not there afterwards. The test fails too, but the figure stays. */
  public void lost(long count) {
    lost.addAndGet(count);
  }

  String figures() {
    return Math.max(1, faults.get()) + "\t" + operations.get() + '\t' + lost.get();
  }
}
