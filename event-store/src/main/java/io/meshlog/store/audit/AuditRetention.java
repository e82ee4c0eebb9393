package io.meshlog.store.audit;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes entries when they have been kept long enough: sleeps until the oldest one is due, and
 * while there is none until one is written. Several replicas may each run one. Owns a thread.
 */
public final class AuditRetention implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AuditRetention.class);
  private static final Duration RETRY = Duration.ofMinutes(5);
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private final AuditLog log;
  private final Duration keep;
  private final Clock clock;
  private final AtomicBoolean armed = new AtomicBoolean();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("meshlog-audit-retention").daemon().factory());

  public AuditRetention(AuditLog log, Duration keep, Clock clock) {
    this.log = log;
    this.keep = keep;
    this.clock = clock;
    written();
  }

  /** Some entry is there: it will be due one day. Never blocks. */
  public void written() {
    if (armed.compareAndSet(false, true)) {
      timer.execute(this::forget);
    }
  }

  private void forget() {
    Duration next = RETRY;
    try {
      log.forget(clock.instant().minus(keep));
      armed.set(false);
      Optional<Instant> oldest = log.oldest();
      if (oldest.isEmpty() || !armed.compareAndSet(false, true)) {
        return;
      }
      next = Duration.between(clock.instant(), oldest.get().plus(keep));
    } catch (SQLException | RuntimeException e) {
      armed.set(true);
      LOG.warn("old audit entries stay for now: {}", e.getMessage());
    }
    long millis = Math.max(next.toMillis(), SHORTEST.toMillis());
    timer.schedule(this::forget, millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
