package io.meshlog.store.image;

import io.meshlog.events.codec.EventCodec.UnreadableEvent;
import io.meshlog.model.event.RecordedEvent;
import io.meshlog.model.image.MeshDelta;
import io.meshlog.model.image.MeshImage;
import io.meshlog.store.log.LogFault;
import io.meshlog.store.log.LogReader;
import io.meshlog.store.log.UncheckedSql;
import io.meshlog.store.tail.TailConsumer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The image this replica serves from: the fold of the log, kept up to date by the tail. Reading it
 * takes no lock. Steps and new subscriptions exclude each other, so a listener sees every step
 * exactly once, in order.
 */
public final class LiveImage implements TailConsumer {
  private static final Logger LOG = LoggerFactory.getLogger(LiveImage.class);
  private final LogReader reader;
  private final Snapshots snapshots;
  private final ReentrantLock fold = new ReentrantLock();
  private final Condition advanced = fold.newCondition();
  private final List<MeshListener> listeners = new CopyOnWriteArrayList<>();
  private volatile MeshImage image;

  /** The head of the newest step that every listener has seen. */
  private volatile long told;

  private LiveImage(LogReader reader, Snapshots snapshots, MeshImage image) {
    this.reader = reader;
    this.snapshots = snapshots;
    this.image = image;
    this.told = image.head();
  }

  /** Builds the image from the newest snapshot and the events after it. */
  public static LiveImage load(LogReader reader, Snapshots snapshots) throws SQLException {
    return new LiveImage(reader, snapshots, build(reader, snapshots));
  }

  private static MeshImage build(LogReader reader, Snapshots snapshots) throws SQLException {
    return new Replay(reader, snapshots).upTo(Long.MAX_VALUE);
  }

  public MeshImage current() {
    return image;
  }

  /**
   * Waits until the image is at or after a position and every listener has seen the step to it, so
   * that what a listener gathers can be read as of then.
   *
   * @return false when it is not within the time
   */
  public boolean await(long pos, Duration timeout) throws InterruptedException {
    if (told >= pos) {
      return true;
    }
    long deadline = System.nanoTime() + timeout.toNanos();
    if (!fold.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
      return false;
    }
    try {
      long left = deadline - System.nanoTime();
      while (image.head() < pos) {
        if (left <= 0) {
          return false;
        }
        left = advanced.awaitNanos(left);
      }
      return true;
    } finally {
      fold.unlock();
    }
  }

  /**
   * Calls the listener with one step from the empty image to the current one, then with each step
   * that follows. Closing the result ends it.
   */
  public AutoCloseable subscribe(MeshListener listener) {
    fold.lock();
    try {
      MeshImage now = image;
      MeshImage empty = MeshImage.empty(now.self());
      listener.onStep(empty, now, ImageDiff.between(empty, now));
      listeners.add(listener);
    } finally {
      fold.unlock();
    }
    return () -> listeners.remove(listener);
  }

  @Override
  public void events(List<RecordedEvent> events) {
    try {
      fold.lock();
      try {
        MeshImage before = image;
        MeshImage.Step step = before.apply(events);
        advance(before, step.image(), step.delta());
      } finally {
        fold.unlock();
      }
    } catch (IllegalArgumentException e) {
      throw new LogFault("the log is not dense: " + e.getMessage(), e);
    }
  }

  @Override
  public long rewound() {
    try {
      MeshImage rebuilt = build(reader, snapshots);
      fold.lock();
      try {
        MeshImage before = image;
        advance(before, rebuilt, ImageDiff.between(before, rebuilt));
      } finally {
        fold.unlock();
      }
      return rebuilt.head();
    } catch (SQLException e) {
      throw new UncheckedSql(e);
    } catch (UnreadableEvent e) {
      throw new LogFault(String.valueOf(e.getMessage()), e);
    }
  }

  private void advance(MeshImage before, MeshImage after, MeshDelta delta) {
    image = after;
    advanced.signalAll();
    for (MeshListener listener : listeners) {
      try {
        listener.onStep(before, after, delta);
      } catch (RuntimeException e) {
        // The fold goes on: one broken listener must not make the others deaf.
        LOG.error("a listener failed on the step to {}", after.head(), e);
      }
    }
    told = after.head();
  }
}
