package io.meshlog.store.tail;

import io.meshlog.model.event.RecordedEvent;
import io.meshlog.store.log.CommitListener;
import io.meshlog.store.log.LogReader;
import io.meshlog.store.log.UncheckedSql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the log and hands every event, in order and once, to one consumer on one thread. It wakes
 * by notification, or at once for this process's own commits, whose events then need not be read
 * back. Nothing polls: the safety read exists to count defects.
 *
 * <p>When the consumer meets a fault, the tail stops for good and says so in {@link #health}.
 */
public final class LogTail implements CommitListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogTail.class);
  public static final Duration SAFETY_INTERVAL = Duration.ofSeconds(30);
  private static final int PAGE = 1_000;
  private static final int OFFERS = 64;
  private static final Duration RETRY = Duration.ofMillis(200);

  private final LogReader reader;
  private final TailConsumer consumer;
  private final Listener listener;
  private final Thread thread;
  private final BlockingQueue<Boolean> wake = new ArrayBlockingQueue<>(1);
  private final BlockingQueue<List<RecordedEvent>> offers = new ArrayBlockingQueue<>(OFFERS);
  private final AtomicLong wanted = new AtomicLong();
  private final AtomicBoolean reconnected = new AtomicBoolean();
  private volatile Cursor cursor;
  private volatile @Nullable String fault;
  private volatile boolean closed;

  /**
   * @param from the position the consumer stands at
   * @param dataSource gives the listening connection, which the tail keeps
   */
  public LogTail(
      LogReader reader,
      DataSource dataSource,
      TailConsumer consumer,
      long from,
      Duration safetyInterval) {
    this.reader = reader;
    this.consumer = consumer;
    this.cursor = new Cursor(from, null);
    this.wanted.set(from);
    this.listener = new Listener(dataSource, new ToThisTail(), safetyInterval);
    this.thread = Thread.ofPlatform().name("meshlog-fold").daemon().unstarted(this::run);
  }

  public void start() {
    thread.start();
    listener.start();
  }

  public TailHealth health() {
    long pos = cursor.pos();
    return new TailHealth(
        pos, Math.max(pos, wanted.get()), listener.listening(), listener.missed(), fault);
  }

  /** Takes this process's own commits without a round trip. Never blocks. */
  @Override
  public void committed(List<RecordedEvent> events) {
    // When the queue is full the events are read back instead: the wanted position says so.
    offers.offer(events);
    raise(events.getLast().pos());
  }

  private void raise(long pos) {
    wanted.accumulateAndGet(pos, Math::max);
    wake.offer(true);
  }

  private void run() {
    while (!closed && fault == null) {
      try {
        wake.take();
        advance();
      } catch (InterruptedException e) {
        return;
      } catch (SQLException e) {
        LOG.warn("cannot read the log after {}: {}", cursor.pos(), e.getMessage());
        pauseAndRetry();
      } catch (RuntimeException | Error e) {
        LOG.error("the fold stops after position {}", cursor.pos(), e);
        fault = String.valueOf(e.getMessage());
      }
    }
  }

  private void pauseAndRetry() {
    try {
      Thread.sleep(RETRY);
      wake.offer(true);
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  private void advance() throws SQLException {
    if (reconnected.getAndSet(false)) {
      checkSameLog();
    }
    for (List<RecordedEvent> offer = offers.poll(); offer != null; offer = offers.poll()) {
      if (follows(offer)) {
        deliver(offer);
      }
    }
    while (wanted.get() > cursor.pos()) {
      List<RecordedEvent> page = reader.read(cursor.pos(), PAGE);
      if (page.isEmpty()) {
        page = announcedButNotThere();
      }
      if (!page.isEmpty() && beginsAfter(page)) {
        buildAnew();
      } else if (!page.isEmpty()) {
        deliver(page);
      }
    }
  }

  /**
   * The log was restored to an older state. What is wanted is forgotten before the log is read
   * again: whatever is announced from then on is kept, whatever was before is seen by the read.
   */
  private List<RecordedEvent> announcedButNotThere() throws SQLException {
    wanted.set(0);
    checkSameLog();
    return reader.read(cursor.pos(), PAGE);
  }

  /** Retention took out what this tail, far behind, had not read. */
  private boolean beginsAfter(List<RecordedEvent> page) throws SQLException {
    return page.getFirst().pos() > cursor.pos() + 1 && reader.head().floorPos() > cursor.pos();
  }

  private void buildAnew() throws SQLException {
    LOG.info("the log begins after position {} now: building anew", cursor.pos());
    long pos = consumer.rewound();
    cursor = new Cursor(pos, reader.eventId(pos).orElse(null));
  }

  /** Where an epoch starts positions leap; whether anything lies between only the log knows. */
  private boolean follows(List<RecordedEvent> events) {
    return events.getFirst().pos() == cursor.pos() + 1;
  }

  private void deliver(List<RecordedEvent> events) {
    consumer.events(events);
    RecordedEvent last = events.getLast();
    cursor = new Cursor(last.pos(), last.eventId());
  }

  /** On each connect: does the database still hold the last event delivered? */
  private void checkSameLog() throws SQLException {
    try {
      Cursor at = cursor;
      UUID held = reader.eventId(at.pos()).orElse(null);
      if (at.eventId() == null && (held != null || at.pos() == 0)) {
        cursor = new Cursor(at.pos(), held);
      } else if (at.eventId() == null || !at.eventId().equals(held)) {
        if (at.pos() > reader.head().floorPos()) {
          LOG.error("the log no longer holds position {} as it was read: building anew", at.pos());
        }
        wanted.set(0);
        long pos = consumer.rewound();
        cursor = new Cursor(pos, reader.eventId(pos).orElse(null));
      }
      reconnected.set(false);
    } catch (UncheckedSql e) {
      reconnected.set(true);
      throw e.sql();
    } catch (SQLException e) {
      reconnected.set(true);
      throw e;
    }
  }

  @Override
  public void close() {
    closed = true;
    listener.close();
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class ToThisTail implements Listener.Sink {
    @Override
    public void connected() {
      reconnected.set(true);
    }

    @Override
    public void headAt(long pos) {
      raise(pos);
    }

    @Override
    public long known() {
      return Math.max(wanted.get(), cursor.pos());
    }
  }
}
