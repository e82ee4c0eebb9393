package io.meshlog.store.lease;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clears up after replicas that died: the one that keeps house looks when its turn begins and when
 * some lease is due to end. What is cleared up must itself make sure that its owner is not alive,
 * so that a look that comes late does no harm. Owns one thread.
 */
public final class ReplicaWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicaWatch.class);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration NO_TURN = Duration.ofDays(1);

  private final ReplicaRows rows;
  private final RoleLease housekeeping;
  private final List<Clearing> clearings = new CopyOnWriteArrayList<>();
  private final Thread thread;

  /** There may be things left from before this turn, or before somebody asked to clear. */
  private final AtomicBoolean unseen = new AtomicBoolean(true);

  private volatile boolean closed;

  /** Removes what replicas that are not alive have left; may block. */
  @FunctionalInterface
  public interface Clearing {
    void clear() throws SQLException;
  }

  public ReplicaWatch(Presence presence, RoleLease housekeeping) {
    this.rows = presence.rows();
    this.housekeeping = housekeeping;
    this.thread = Thread.ofVirtual().name("meshlog-replicas").start(this::run);
    housekeeping.listen(
        new LeaseListener() {
          @Override
          public void gained(long term) {
            unseen.set(true);
            LockSupport.unpark(thread);
          }

          @Override
          public void lost(long term) {}
        });
  }

  /** Also called for what was left before. */
  public AutoCloseable clearing(Clearing clearing) {
    clearings.add(clearing);
    unseen.set(true);
    LockSupport.unpark(thread);
    return () -> clearings.remove(clearing);
  }

  private void run() {
    while (!closed) {
      Duration wait = NO_TURN;
      try {
        if (housekeeping.turn().isPresent()) {
          look();
          // A moment more than the time that is left: clocks count in milliseconds.
          wait = rows.untilNextEnd().plusMillis(5);
        }
      } catch (SQLException | RuntimeException e) {
        LOG.warn("not cleared up after replicas that ended: {}", e.getMessage());
        unseen.set(true);
        wait = RETRY;
      }
      if (!closed) {
        LockSupport.parkNanos(this, wait.toNanos());
      }
    }
  }

  private void look() throws SQLException {
    List<String> ended = rows.ids(true);
    // What is cleared up may be all proxies' insights: not to be looked at for nothing.
    if (!unseen.getAndSet(false) && ended.isEmpty()) {
      return;
    }
    for (Clearing clearing : clearings) {
      clearing.clear();
    }
    for (String id : ended) {
      LOG.info("replica {} is dead: cleared up after it", id);
      rows.forgetEnded(id);
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
