package io.meshlog.zone.image;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resolves host names that stand in addresses where Envoy needs an IP: a new one at once, a known
 * one again when its answer is too old. Without such names nothing runs.
 */
public final class HostResolver implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HostResolver.class);

  private final Duration lifetime;
  private final Consumer<Map<String, String>> resolved;
  private final Executor threads;
  private final ScheduledThreadPoolExecutor timer;
  private final AtomicBoolean due = new AtomicBoolean();
  private volatile Set<String> names = Set.of();
  private final Map<String, String> known = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Future<?>> next = new AtomicReference<>();

  /**
   * @param lifetime of an answer
   * @param resolved told of names whose address is new
   * @param threads where resolution blocks
   */
  public HostResolver(Duration lifetime, Consumer<Map<String, String>> resolved, Executor threads) {
    this.lifetime = lifetime;
    this.resolved = resolved;
    this.threads = threads;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("host-names").daemon().factory());
    timer.setRemoveOnCancelPolicy(true);
  }

  /** The names that matter now. Never blocks. */
  public void wanted(Set<String> now) {
    if (now.size() != names.size() || !names.containsAll(now)) {
      names = Set.copyOf(now);
      look();
    }
  }

  private void look() {
    if (!due.getAndSet(true)) {
      threads.execute(() -> {
        due.set(false);
        resolve();
      });
    }
  }

  private void resolve() {
    Set<String> wanted = names;
    Map<String, String> fresh = new HashMap<>();
    known.keySet().retainAll(wanted);
    for (String name : wanted) {
      try {
        String ip = InetAddress.getByName(name).getHostAddress();
        if (!ip.equals(known.put(name, ip))) {
          fresh.put(name, ip);
        }
      } catch (UnknownHostException e) {
        LOG.warn("host name {} cannot be resolved", name);
      }
    }
    if (!fresh.isEmpty()) {
      resolved.accept(fresh);
    }
    if (!wanted.isEmpty() && !timer.isShutdown()) {
      Future<?> before =
          next.getAndSet(timer.schedule(this::look, lifetime.toMillis(), TimeUnit.MILLISECONDS));
      if (before != null) {
        before.cancel(false);
      }
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
