package io.meshlog.store.audit;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes entries whose request must not wait for it. Bounded: what finds it full, or meets a
 * database that is away, is dropped and counted. Equal entries that wait together become one, so
 * that a flood costs little. One thread writes.
 */
public final class AuditQueue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AuditQueue.class);
  private static final int BATCH = 500;

  private final AuditLog log;
  private final Runnable written;
  private final BlockingQueue<AuditEntry> queue;
  private final AtomicLong dropped = new AtomicLong();
  private final Thread thread;

  /**
   * @param written called when entries are there that were not before
   */
  public AuditQueue(AuditLog log, int size, Runnable written) {
    this.log = log;
    this.written = written;
    this.queue = new ArrayBlockingQueue<>(size);
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
        batch.add(queue.take());
        queue.drainTo(batch, BATCH - 1);
        write(batch);
        batch.clear();
      }
    } catch (InterruptedException e) {
      queue.drainTo(batch);
      if (!batch.isEmpty()) {
        write(batch);
      }
    }
  }

  private void write(List<AuditEntry> batch) {
    try {
      log.write(merged(batch));
      written.run();
    } catch (SQLException | RuntimeException e) {
      dropped.addAndGet(batch.size());
      LOG.warn("{} audit entries are lost: {}", batch.size(), e.getMessage());
    }
  }

  /** Entries in the order of the first of each. */
  static List<AuditEntry> merged(List<AuditEntry> batch) {
    List<AuditEntry> merged = new ArrayList<>();
    for (AuditEntry entry : batch) {
      int at = 0;
      while (at < merged.size() && !merged.get(at).sameAs(entry)) {
        at++;
      }
      if (at == merged.size()) {
        merged.add(entry);
      } else {
        merged.set(at, merged.get(at).times(merged.get(at).times() + entry.times()));
      }
    }
    return merged;
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
