package io.meshlog.store.audit;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes entries whose request must not wait for it. Bounded: what finds it full, or meets a
 * database that is away, is dropped and counted. Equal entries become few, so that a flood costs
 * little. One thread writes.
 */
public final class AuditQueue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AuditQueue.class);
  private static final int BATCH = 500;

  private final AuditLog log;
  private final Runnable written;
  private final BlockingQueue<AuditEntry> queue;
  private final Repeats repeats;
  private final AtomicLong dropped = new AtomicLong();
  private final Thread thread;

  /**
   * @param size entries that may wait, and different ones that are taken within a window
   * @param window within which equal entries become one more at its end
   * @param written called when entries are there that were not before
   */
  public AuditQueue(AuditLog log, int size, Duration window, Runnable written) {
    this.log = log;
    this.written = written;
    this.queue = new ArrayBlockingQueue<>(size);
    this.repeats = new Repeats(window, size);
    this.thread = Thread.ofPlatform().name("meshlog-audit").daemon().start(this::run);
  }

  /** Never blocks. */
  public void offer(AuditEntry entry) {
    if (!queue.offer(entry)) {
      dropped.incrementAndGet();
    }
  }

  /** Entries lost since the start. */
  public long dropped() {
    return dropped.get();
  }

  private void run() {
    List<AuditEntry> batch = new ArrayList<>();
    try {
      while (true) {
        AuditEntry next = await();
        if (next != null) {
          batch.add(next);
          queue.drainTo(batch, BATCH - 1);
        }
        long now = System.nanoTime();
        List<AuditEntry> wanted = new ArrayList<>(repeats.due(now));
        wanted.addAll(repeats.sift(batch, now));
        batch.clear();
        write(wanted);
      }
    } catch (InterruptedException e) {
      queue.drainTo(batch);
      List<AuditEntry> wanted = new ArrayList<>(repeats.sift(batch, System.nanoTime()));
      wanted.addAll(repeats.rest());
      write(wanted);
    }
  }

  /** The next entry, or null when a window ended before one came. */
  private @Nullable AuditEntry await() throws InterruptedException {
    OptionalLong due = repeats.nextDue();
    return due.isEmpty()
        ? queue.take()
        : queue.poll(Math.max(0, due.getAsLong() - System.nanoTime()), TimeUnit.NANOSECONDS);
  }

  private void write(List<AuditEntry> entries) {
    dropped.addAndGet(repeats.takeLost());
    if (entries.isEmpty()) {
      return;
    }
    try {
      log.write(entries);
      written.run();
    } catch (SQLException | RuntimeException e) {
      dropped.addAndGet(entries.stream().mapToInt(AuditEntry::times).sum());
      LOG.warn("{} audit entries are lost: {}", entries.size(), e.getMessage());
    }
  }

  /** Writes what waits, then ends. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
