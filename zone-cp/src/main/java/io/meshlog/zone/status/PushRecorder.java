package io.meshlog.zone.status;

import com.google.protobuf.Struct;
import io.meshlog.store.log.UncheckedSql;
import io.meshlog.store.push.PushRow;
import io.meshlog.store.push.PushSink;
import io.meshlog.store.push.PushSink.Amendment;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.zone.ads.AdsStream;
import io.meshlog.zone.push.PushLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records what proxies are told, behind the push path and never in its way. A push waits a moment
 * for its outcome, so that it is one row, and rows are written many at a time by one thread. While
 * the database is away what waits is bounded: beyond it, a proxy's newest push stands for those
 * before it that are not stored, and its row says how many. A quiet mesh writes nothing but, once
 * in half the age of the history, what is still in force.
 */
public final class PushRecorder implements PushLog.Opener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PushRecorder.class);
  private static final int BATCH = 500;
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_RETRY = Duration.ofSeconds(30);

  /**
   * @param delay that a push waits for its outcome before it is stored without
   * @param keep rows of a proxy that are kept
   * @param age after which rows go
   * @param queue pushes that may wait to be stored, and one of each proxy beyond
   */
  public record Limits(Duration delay, int keep, Duration age, int queue) {
    public static final Limits DEFAULT =
        new Limits(Duration.ofMillis(500), 200, Duration.ofDays(7), 2_000);
  }

  private final PushSink rows;
  private final Clock clock;
  private final String replica;
  private final Limits limits;
  private final Map<String, PushSession> sessions = new ConcurrentHashMap<>();
  private final Queue<PushSession> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final AtomicLong missed = new AtomicLong();
  private final ScheduledThreadPoolExecutor writer;

  // Confined to the writer: what could not be written yet, at most one batch.
  private final List<PushRow> unwritten = new ArrayList<>();
  private final List<Amendment> unamended = new ArrayList<>();
  private int failures;

  /**
   * @param replica names this control plane
   */
  public PushRecorder(PushSink rows, Clock clock, String replica, Limits limits) {
    this.rows = rows;
    this.clock = clock;
    this.replica = replica;
    this.limits = limits;
    this.writer =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("pushes").daemon().factory());
    writer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    after(limits.age().dividedBy(16), this::grow);
  }

  @Override
  public PushLog open(ProxyFacts facts, AdsStream stream, Struct metadata) {
    PushSession session = new PushSession(this, facts, stream.id(), PushForm.node(facts, metadata));
    sessions.put(session.id(), session);
    return session;
  }

  /** Pushes that were not recorded because too many waited. */
  public long missed() {
    return missed.get();
  }

  /** Pushes that are not stored yet. */
  public int waiting() {
    return waiting.get();
  }

  /** Whether this replica serves the session, and may still push to it. */
  public boolean serves(String session) {
    PushSession found = sessions.get(session);
    return found != null && !found.over();
  }

  /**
   * Stores all that was pushed before this call, outcome or not.
   *
   * @return false when it could not be done in time
   */
  public boolean catchUp(Duration timeout) throws InterruptedException {
    try {
      return writer.submit(() -> flush(Instant.MAX)).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
      return false;
    }
  }

  // --- from sessions

  Instant now() {
    return clock.instant();
  }

  String replica() {
    return replica;
  }

  boolean full() {
    return waiting.get() >= limits.queue();
  }

  void moved(int by) {
    waiting.addAndGet(by);
  }

  void due(PushSession session) {
    if (session.enters()) {
      queue.add(session);
    }
    wake(limits.delay());
  }

  private void wake(Duration delay) {
    if (!scheduled.getAndSet(true)) {
      after(delay, this::turn);
    }
  }

  // --- on the writer

  private void turn() {
    scheduled.set(false);
    if (!flush(now().minus(limits.delay()))) {
      Duration pause = FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, 5));
      wake(pause.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : pause);
    }
  }

  /**
   * @param undecided what was pushed before it is stored without its outcome
   */
  private boolean flush(Instant undecided) {
    List<PushSession> later = new ArrayList<>();
    boolean well = write();
    while (well) {
      PushSession session = queue.poll();
      if (session == null) {
        well = write();
        break;
      }
      session.leaves();
      PushSession.Batch batch = session.take(undecided);
      unwritten.addAll(batch.rows());
      batch.rows().forEach(row -> missed.addAndGet(row.missed()));
      batch.amendment().ifPresent(unamended::add);
      if (session.hasWaiting()) {
        later.add(session);
      } else if (session.over()) {
        sessions.remove(session.id());
      }
      if (unwritten.size() + unamended.size() >= BATCH) {
        well = write();
      }
    }
    later.forEach(this::due);
    return well;
  }

  private boolean write() {
    if (unwritten.isEmpty() && unamended.isEmpty()) {
      return true;
    }
    try {
      rows.write(List.copyOf(unwritten), List.copyOf(unamended), limits.keep());
      unwritten.clear();
      unamended.clear();
      failures = 0;
      return true;
    } catch (UncheckedSql e) {
      failures += 1;
      LOG.warn("what proxies were told is not recorded yet: {}", e.getMessage());
      return false;
    }
  }

  /** Drops what is too old, and says again what is in force and about to be. */
  private void grow() {
    Instant now = now();
    Duration next = limits.age().dividedBy(16);
    try {
      for (PushSession session : sessions.values()) {
        session.renewed(now.minus(limits.age().dividedBy(2))).ifPresent(unwritten::add);
        if (unwritten.size() >= BATCH && !write()) {
          break;
        }
      }
      write();
      Instant horizon = now.minus(limits.age());
      while (rows.expire(horizon, BATCH) == BATCH) {
        // A transaction of its own each time, so that nobody waits long.
      }
    } catch (UncheckedSql e) {
      LOG.warn("what proxies were told is not trimmed now: {}", e.getMessage());
    }
    after(next, this::grow);
  }

  private void after(Duration delay, Runnable task) {
    try {
      writer.schedule(
          () -> {
            try {
              task.run();
            } catch (RuntimeException e) {
              LOG.error("the record of what proxies were told failed", e);
            }
          },
          delay.toMillis(),
          TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException stopping) {
      LOG.debug("a push came too late to be recorded");
    }
  }

  /** Stores what waits, as far as there is time. */
  @Override
  public void close() {
    try {
      catchUp(Duration.ofSeconds(2));
      writer.shutdown();
      if (!writer.awaitTermination(1, TimeUnit.SECONDS)) {
        writer.shutdownNow();
      }
    } catch (InterruptedException e) {
      writer.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
