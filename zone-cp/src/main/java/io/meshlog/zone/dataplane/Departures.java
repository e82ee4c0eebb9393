package io.meshlog.zone.dataplane;

import io.meshlog.xds.ProxyKey;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Proxies that left and may come back: one timer each, for the moment at which their resource goes.
 * Thread-safe, never blocks.
 */
public final class Departures implements AutoCloseable {
  private final Duration delay;
  private final Consumer<ProxyKey> remove;
  private final Executor threads;
  private final Map<ProxyKey, Future<?>> due = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor timer;

  /**
   * @param delay between leaving and removal
   * @param remove may block
   * @param threads where it does
   */
  public Departures(Duration delay, Consumer<ProxyKey> remove, Executor threads) {
    this.delay = delay;
    this.remove = remove;
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
          return timer.isShutdown()
              ? null
              : timer.schedule(() -> goneFor(proxy), delay.toMillis(), TimeUnit.MILLISECONDS);
        });
  }

  public void returned(ProxyKey proxy) {
    Future<?> scheduled = due.remove(proxy);
    if (scheduled != null) {
      scheduled.cancel(false);
    }
  }

  private void goneFor(ProxyKey proxy) {
    if (due.remove(proxy) != null) {
      threads.execute(() -> remove.accept(proxy));
    }
  }

  /** Forgets all: a control plane that stops removes nothing. */
  @Override
  public void close() {
    timer.shutdownNow();
  }
}
