package io.meshlog.store.retention;

import io.meshlog.store.lease.LeaseListener;
import io.meshlog.store.log.LogReader;
import io.meshlog.store.retention.RetentionRows.Bounds;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes events off the beginning of the log that the policy no longer keeps, a bounded number at a
 * time, while this replica plays the role of housekeeping. The floor never passes the newest
 * snapshot that was read back, nor the first event that is not published yet, nor the newest event.
 *
 * <p>Owns one thread, which works when a snapshot is stored, when the role is gained, and when the
 * oldest event comes of age; it never polls.
 */
public final class Retention implements LeaseListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
  private static final Duration RETRY = Duration.ofSeconds(5);

  /** Waiting a little longer than the oldest event asks for lets more than one go. */
  private static final int PATIENCE = 100;

  private final RetentionRows rows;
  private final LogReader reader;
  private final RetentionPolicy policy;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;
  private long term;
  private boolean wanted;
  private volatile boolean closed;

  public Retention(DataSource dataSource, LogReader reader, RetentionPolicy policy, Clock clock) {
    this.rows = new RetentionRows(dataSource);
    this.reader = reader;
    this.policy = policy;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("meshlog-retention").unstarted(this::run);
  }

  /** Without effect where everything is kept. */
  public Retention start() {
    if (!policy.keepsAll()) {
      thread.start();
    }
    return this;
  }

  @Override
  public void gained(long gained) {
    signal(gained);
  }

  @Override
  public void lost(long lost) {
    signal(0);
  }

  /** A snapshot was stored and read back: the floor may rise. */
  public void snapshotStored() {
    lock.lock();
    try {
      wanted = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void signal(long newTerm) {
    lock.lock();
    try {
      term = newTerm;
      wanted = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    Optional<Duration> due = Optional.empty();
    while (!closed) {
      try {
        long mine = await(due);
        due = mine == 0 ? Optional.empty() : enforce(mine);
      } catch (InterruptedException e) {
        return;
      } catch (SQLException | RuntimeException e) {
        LOG.warn("retention: {}", e.getMessage());
        due = Optional.of(RETRY);
      }
    }
  }

  /** Waits for a reason to look, and answers the term in which to act; 0 in none. */
  private long await(Optional<Duration> due) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = due.map(Duration::toNanos).orElse(Long.MAX_VALUE);
      while (!wanted && left > 0) {
        left = due.isEmpty() ? waitForever() : changed.awaitNanos(left);
      }
      wanted = false;
      return term;
    } finally {
      lock.unlock();
    }
  }

  private long waitForever() throws InterruptedException {
    changed.await();
    return Long.MAX_VALUE;
  }

  /**
   * Brings the floor to where the policy wants it.
   *
   * @return when to look again, if time alone can change anything
   */
  Optional<Duration> enforce(long mine) throws SQLException {
    Bounds bounds = rows.bounds();
    long highest =
        Math.min(
            Math.min(bounds.snapshot(), bounds.published()),
            bounds.head() - Math.max(1, policy.events()));
    long aged = policy.time().isZero() ? highest : Math.min(highest, aged());
    long floor = bounds.floor();
    long target = rows.understood(floor, aged);
    while (floor < target && !closed) {
      long next = rows.remove(target, policy.chunk(), mine);
      if (next <= floor) {
        break;
      }
      floor = next;
    }
    if (floor > bounds.floor()) {
      int snapshots = rows.forgetSnapshotsBelow(floor);
      LOG.info(
          "the log now begins after {}, {} events and {} snapshots less",
          floor,
          floor - bounds.floor(),
          snapshots);
    }
    return policy.time().isZero() || floor >= highest ? Optional.empty() : untilAged(floor);
  }

  /** The newest event that is older than the policy's time. */
  private long aged() throws SQLException {
    return reader.positionAt(clock.instant().minus(policy.time())).orElse(0);
  }

  private Optional<Duration> untilAged(long floor) throws SQLException {
    Optional<Instant> oldest = rows.oldest(floor);
    return oldest.map(recorded -> {
      Duration late = policy.time().dividedBy(PATIENCE).plusMillis(1);
      Duration left = Duration.between(clock.instant(), recorded.plus(policy.time()).plus(late));
      return left.isNegative() ? late : left;
    });
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      if (thread.isAlive()) {
        thread.join(Duration.ofSeconds(5));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
