package io.meshlog.zone.ads;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the tasks of one stream one after another, on whatever thread brings them: whoever finds
 * nobody at work does the work. Bounded by its users: a stream brings one request, one readiness
 * and one target at a time.
 */
final class Turns {
  private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Executor pool;

  Turns(Executor pool) {
    this.pool = pool;
  }

  /** Runs the task on this thread, or leaves it to the thread that is at work. */
  void run(Runnable task) {
    tasks.add(task);
    if (waiting.getAndIncrement() == 0) {
      drain();
    }
  }

  /** Leaves the task to the pool: for threads that must not be held up. */
  void submit(Runnable task) {
    tasks.add(task);
    if (waiting.getAndIncrement() == 0) {
      pool.execute(this::drain);
    }
  }

  private void drain() {
    do {
      Runnable task = tasks.remove();
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.error("a stream's task failed", e);
      }
    } while (waiting.decrementAndGet() > 0);
  }
}
