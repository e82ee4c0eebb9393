package io.meshlog.store.lease;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that this replica is alive, by a lease that a thread of its own renews at a third of its
 * time. When the lease ended all the same, others may have cleared up what this replica had said of
 * its proxies: whoever says such things listens, and says them again.
 */
public final class Presence implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Presence.class);
  private static final Duration RETRY = Duration.ofMillis(250);

  private final String self;
  private final Duration duration;
  private final ReplicaRows rows;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean closed;

  private Presence(DataSource dataSource, String self, Duration duration) {
    this.self = self;
    this.duration = duration;
    this.rows = new ReplicaRows(dataSource, self, duration);
    this.thread = Thread.ofVirtual().name("meshlog-presence").unstarted(this::run);
  }

  /**
   * Present from now on.
   *
   * @param self names this replica, different in each process
   * @param duration how long it counts as alive without a word
   */
  public static Presence enter(DataSource dataSource, String self, Duration duration)
      throws SQLException {
    Presence presence = new Presence(dataSource, self, duration);
    presence.rows.enter();
    presence.thread.start();
    return presence;
  }

  public String self() {
    return self;
  }

  /** Replicas that are alive by the database's clock, this one among them; the oldest first. */
  public List<String> alive() throws SQLException {
    return rows.ids(false);
  }

  ReplicaRows rows() {
    return rows;
  }

  /** Calls after this replica counted as dead for a while, on its thread; must not block. */
  public AutoCloseable onReturn(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private void run() {
    Duration wait = duration.dividedBy(3);
    while (!closed) {
      LockSupport.parkNanos(this, wait.toNanos());
      try {
        if (!closed && !rows.renew()) {
          LOG.warn("this replica counted as dead for a while: it was silent for too long");
          rows.enter();
          listeners.forEach(Presence::call);
        }
        wait = duration.dividedBy(3);
      } catch (SQLException e) {
        LOG.debug("presence not renewed: {}", e.getMessage());
        wait = RETRY;
      }
    }
  }

  private static void call(Runnable listener) {
    try {
      listener.run();
    } catch (RuntimeException e) {
      LOG.error("a listener of the return failed", e);
    }
  }

  /** Leaves in order: nobody waits for the lease to end. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(Duration.ofSeconds(5));
      rows.leave();
    } catch (SQLException e) {
      LOG.debug("presence not given back: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
