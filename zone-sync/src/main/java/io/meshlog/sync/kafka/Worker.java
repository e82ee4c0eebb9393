package io.meshlog.sync.kafka;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that repeats a session until it is closed: a session that fails is tried again after a
 * pause that doubles up to a limit, one that did its work resets the pause. The thread is a daemon
 * and dies with {@link #close}, which wakes it, interrupts it if that is not enough, and waits.
 *
 * <p>A platform thread: Kafka's clients block in selectors, which would hold a carrier thread.
 */
public final class Worker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final Duration WAKE_PATIENCE = Duration.ofMillis(200);
  private static final Duration JOIN_PATIENCE = Duration.ofSeconds(5);

  /** One attempt; returns when there is nothing more to do under its conditions. */
  @FunctionalInterface
  public interface Session {
    /** Runs until interrupted or over. Call {@code progress} after each success. */
    void run(Runnable progress) throws Exception;
  }

  private final String name;
  private final Session session;
  private final Duration first;
  private final Duration most;
  private final Consumer<@Nullable Exception> trouble;
  private final Runnable wakeUp;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread thread;

  private Duration pause;

  /**
   * @param trouble told of every failure, and null after the first success that follows one
   */
  public Worker(
      String name, KafkaSettings settings, Session session, Consumer<@Nullable Exception> trouble) {
    this(name, settings, session, trouble, () -> {});
  }

  /**
   * @param wakeUp ends a wait that is better not interrupted, e.g. a consumer's poll
   */
  public Worker(
      String name,
      KafkaSettings settings,
      Session session,
      Consumer<@Nullable Exception> trouble,
      Runnable wakeUp) {
    this.wakeUp = wakeUp;
    this.name = name;
    this.session = session;
    this.first = settings.retryAfter();
    this.most = settings.retryAtMost();
    this.pause = first;
    this.trouble = trouble;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  private void run() {
    boolean failing = false;
    while (!closed.get()) {
      try {
        session.run(this::progress);
        pause = first;
      } catch (InterruptedException e) {
        return;
      } catch (Exception e) {
        if (closed.get()) {
          return;
        }
        if (failing) {
          LOG.debug("{} still fails", name, e);
        } else {
          LOG.warn("{} failed, trying again until it works: {}", name, e.toString());
          LOG.debug("{} failed", name, e);
        }
        failing = true;
        trouble.accept(e);
        if (!sleep()) {
          return;
        }
        continue;
      }
      failing = false;
    }
  }

  private void progress() {
    pause = first;
    trouble.accept(null);
  }

  private boolean sleep() {
    try {
      Thread.sleep(pause);
      pause = pause.multipliedBy(2).compareTo(most) < 0 ? pause.multipliedBy(2) : most;
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  public boolean isClosed() {
    return closed.get();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      try {
        wakeUp.run();
        if (Thread.currentThread() != thread && !thread.join(WAKE_PATIENCE)) {
          thread.interrupt();
          thread.join(JOIN_PATIENCE);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
