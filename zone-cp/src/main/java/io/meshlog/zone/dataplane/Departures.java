package io.meshlog.zone.dataplane;

import io.meshlog.xds.ProxyKey;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Proxies that left and may come back: one timer each, for the moment at which what is theirs goes.
 * While many come at once, it may be among those who wait to be heard: then the moment is put off,
 * a few times. Thread-safe, never blocks.
 */
public final class Departures implements AutoCloseable {
  private static final int MOST_PUT_OFF = 5;

  private final Duration delay;
  private final Consumer<ProxyKey> remove;
  private final BooleanSupplier manyCome;
  private final Executor threads;
  private final Map<ProxyKey, Future<?>> due = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor timer;

  /**
   * @param delay between leaving and removal
   * @param remove may block
   * @param threads where it does
   * @param manyCome whether many proxies come at once now
   */
  public Departures(
      Duration delay, Consumer<ProxyKey> remove, Executor threads, BooleanSupplier manyCome) {
    this.delay = delay;
    this.remove = remove;
    this.manyCome = manyCome;
    this.threads = threads;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("departures").daemon().factory());
    timer.setRemoveOnCancelPolicy(true);
  }

  public void left(ProxyKey proxy) {
    due.compute(
        proxy,
        (_, before) -> {
          if (before != null) {
            before.cancel(false);
          }
          return await(proxy, 0);
        });
  }

  private @Nullable Future<?> await(ProxyKey proxy, int putOff) {
    return timer.isShutdown()
        ? null
        : timer.schedule(() -> goneFor(proxy, putOff), delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  public void returned(ProxyKey proxy) {
    Future<?> scheduled = due.remove(proxy);
    if (scheduled != null) {
      scheduled.cancel(false);
    }
  }

  private void goneFor(ProxyKey proxy, int putOff) {
    if (putOff < MOST_PUT_OFF && manyCome.getAsBoolean()) {
      due.computeIfPresent(proxy, (_, _) -> await(proxy, putOff + 1));
    } else if (due.remove(proxy) != null) {
      threads.execute(() -> remove.accept(proxy));
    }
  }

  /** Forgets all: a control plane that stops removes nothing. */
  @Override
  public void close() {
    timer.shutdownNow();
  }
}
