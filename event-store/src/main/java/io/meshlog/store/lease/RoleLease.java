package io.meshlog.store.lease;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A role that one replica at a time plays. A thread of its own renews the lease at a third of its
 * time and, while another holds it, asks again when that one's time ends. Each gain has a higher
 * term; whatever the role writes is guarded by its {@link RoleTerm}. Only the database's clock
 * counts; this process's own merely tells it when to stop trying.
 */
public final class RoleLease implements AutoCloseable {
  /** Writes own channels to Kafka. */
  public static final String PUBLISH = "publish";

  /** Reads others' channels from Kafka into the log. */
  public static final String IMPORT = "import";

  /** Snapshots, derived resources, expiry. */
  public static final String HOUSEKEEPING = "housekeeping";

  private static final Logger LOG = LoggerFactory.getLogger(RoleLease.class);
  private static final Duration RETRY = Duration.ofMillis(250);

  private final String role;
  private final Duration duration;
  private final LeaseRows rows;
  private final List<LeaseListener> listeners = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private final ReentrantLock telling = new ReentrantLock();
  private volatile long term;
  private volatile boolean closed;

  /**
   * @param holder names this replica, different in each process
   */
  public RoleLease(DataSource dataSource, String role, String holder, Duration duration) {
    this.role = role;
    this.duration = duration;
    this.rows = new LeaseRows(dataSource, role, holder, duration);
    this.thread = Thread.ofVirtual().name("meshlog-lease-" + role).unstarted(this::run);
  }

  /** Takes part in the contest for the role from now on. */
  public RoleLease start() {
    thread.start();
    return this;
  }

  /** A listener that comes while the role is played hears of the gain at once. */
  public RoleLease listen(LeaseListener listener) {
    telling.lock();
    try {
      listeners.add(listener);
      if (term != 0) {
        listener.gained(term);
      }
    } finally {
      telling.unlock();
    }
    return this;
  }

  public String role() {
    return role;
  }

  /** The term in which this replica plays the role, empty while it does not. */
  public OptionalLong term() {
    long now = term;
    return now == 0 ? OptionalLong.empty() : OptionalLong.of(now);
  }

  /** What this replica's writes in the role are to be guarded by; empty while it has no turn. */
  public Optional<RoleTerm> turn() {
    long now = term;
    return now == 0 ? Optional.empty() : Optional.of(new RoleTerm(role, now));
  }

  /** As {@link RoleTerm#holds}. */
  public static boolean holds(Connection connection, String role, long term) throws SQLException {
    return new RoleTerm(role, term).holds(connection);
  }

  private void run() {
    while (!closed) {
      long asked = System.nanoTime();
      try {
        OptionalLong gained = rows.acquire();
        if (gained.isPresent()) {
          hold(gained.getAsLong(), asked + duration.toNanos());
        } else {
          // A moment more than its time: clocks count in milliseconds.
          pause(rows.untilFree().plusMillis(5));
        }
      } catch (SQLException e) {
        LOG.warn("lease {}: {}", role, e.getMessage());
        pause(RETRY);
      }
    }
  }

  private void hold(long mine, long expiry) {
    LOG.info("plays the role {} in term {}", role, mine);
    tell(true, mine);
    try {
      long validUntil = expiry;
      Duration wait = duration.dividedBy(3);
      while (!closed) {
        pause(wait);
        long asked = System.nanoTime();
        try {
          if (closed || !rows.renew(mine)) {
            return;
          }
          validUntil = asked + duration.toNanos();
          wait = duration.dividedBy(3);
        } catch (SQLException e) {
          if (System.nanoTime() - validUntil >= 0) {
            return;
          }
          wait = RETRY;
        }
      }
    } finally {
      LOG.info("no longer plays the role {} (term {})", role, mine);
      tell(false, mine);
      if (closed) {
        giveBack(mine);
      }
    }
  }

  private void giveBack(long mine) {
    try {
      rows.release(mine);
    } catch (SQLException e) {
      LOG.debug("lease {} not given back: {}", role, e.getMessage());
    }
  }

  private void tell(boolean gained, long mine) {
    telling.lock();
    try {
      term = gained ? mine : 0;
      listeners.forEach(listener -> tell(listener, gained, mine));
    } finally {
      telling.unlock();
    }
  }

  private void tell(LeaseListener listener, boolean gained, long mine) {
    try {
      if (gained) {
        listener.gained(mine);
      } else {
        listener.lost(mine);
      }
    } catch (RuntimeException e) {
      LOG.error("a listener of lease {} failed", role, e);
    }
  }

  private void pause(Duration time) {
    if (!closed) {
      LockSupport.parkNanos(this, time.toNanos());
    }
  }

  /** Gives the role back, so that another replica need not wait for its time to end. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      if (thread.isAlive()) {
        thread.join(Duration.ofSeconds(5));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
