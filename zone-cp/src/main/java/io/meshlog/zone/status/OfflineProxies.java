package io.meshlog.zone.status;

import io.meshlog.store.insight.Insight;
import io.meshlog.store.insight.InsightStore;
import io.meshlog.store.lease.ReplicaWatch;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.ProxyKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the resources of proxies that have been offline for the configured time, whoever made
 * them: a timer each, for the moment it is due. A replica has timers for the proxies it saw leave;
 * the one that keeps house has them for those of replicas that are gone, and for all at the start
 * of its turn. Before anything is removed the insight is read again, so that a timer too many does
 * no harm. After a start nothing is due before the proxies had time to come back: while no control
 * plane ran, none of them could be online. Thread-safe.
 */
public final class OfflineProxies implements ReplicaWatch.Clearing, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OfflineProxies.class);
  private static final Duration MOST_GRACE = Duration.ofMinutes(10);
  private static final int PAGE = 500;

  private final InsightStore insights;
  private final Clock clock;
  private final String zone;
  private final Duration age;
  private final Predicate<ProxyKey> remove;
  private final Executor threads;
  private final Instant earliest;
  private final Map<ProxyKey, Future<?>> due = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor timer;
  private final AutoCloseable subscription;

  /**
   * @param age of being offline after which a resource goes
   * @param remove removes a proxy's resource, blocking; false when that is to be tried again
   * @param threads where that is done
   */
  public OfflineProxies(
      InsightStore insights,
      Clock clock,
      String zone,
      Duration age,
      Predicate<ProxyKey> remove,
      Executor threads) {
    this.insights = insights;
    this.clock = clock;
    this.zone = zone;
    this.age = age;
    this.remove = remove;
    this.threads = threads;
    this.earliest = clock.instant().plus(age.compareTo(MOST_GRACE) < 0 ? age : MOST_GRACE);
    this.timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("offline-proxies").daemon().factory());
    timer.setRemoveOnCancelPolicy(true);
    this.subscription = insights.subscribe(this::changed);
  }

  /** Looks at all insights; also when a replica died, whose timers are gone with it. */
  @Override
  public void clear() {
    for (ProxyKind kind : ProxyKind.values()) {
      String type = InsightReports.type(new ProxyKey(kind, "", ""));
      for (int page = 0; ; page++) {
        var found = insights.list(type, null, zone, page, PAGE).items();
        found.forEach(insight -> changed(type, insight.mesh(), insight.name(), zone, insight));
        if (found.size() < PAGE) {
          break;
        }
      }
    }
  }

  private void changed(
      String type, String mesh, String name, String ofZone, @Nullable Insight insight) {
    Optional<ProxyKind> kind = kind(type);
    if (kind.isPresent() && ofZone.equals(zone)) {
      ProxyKey proxy = new ProxyKey(kind.get(), mesh, name);
      Optional<Instant> since =
          insight == null ? Optional.empty() : InsightForm.offlineSince(insight.body());
      if (since.isPresent()) {
        schedule(proxy, since.get().plus(age));
      } else {
        cancel(due.remove(proxy));
      }
    }
  }

  private static Optional<ProxyKind> kind(String type) {
    for (ProxyKind kind : ProxyKind.values()) {
      if (InsightReports.type(new ProxyKey(kind, "", "")).equals(type)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  private void schedule(ProxyKey proxy, Instant wanted) {
    Instant then = wanted.isBefore(earliest) ? earliest : wanted;
    // A moment more: clocks count in milliseconds.
    long delay = Math.max(0, Duration.between(clock.instant(), then).toMillis()) + 1;
    due.compute(
        proxy,
        (_, before) -> {
          cancel(before);
          try {
            return timer.schedule(
                () -> threads.execute(() -> expire(proxy)), delay, TimeUnit.MILLISECONDS);
          } catch (RejectedExecutionException stopping) {
            return null;
          }
        });
  }

  private static void cancel(@Nullable Future<?> scheduled) {
    if (scheduled != null) {
      scheduled.cancel(false);
    }
  }

  private void expire(ProxyKey proxy) {
    due.remove(proxy);
    try {
      Optional<Instant> since =
          insights
              .find(InsightReports.type(proxy), proxy.mesh(), proxy.name(), zone)
              .flatMap(insight -> InsightForm.offlineSince(insight.body()));
      if (since.isEmpty()) {
        return;
      }
      Instant end = since.get().plus(age);
      if (end.isAfter(clock.instant())) {
        schedule(proxy, end);
      } else if (!remove.test(proxy)) {
        schedule(proxy, clock.instant().plus(MOST_GRACE));
      }
    } catch (RuntimeException e) {
      LOG.warn("{} may be offline for too long: {}", proxy, e.toString());
      schedule(proxy, clock.instant().plus(MOST_GRACE));
    }
  }

  @Override
  public void close() throws Exception {
    subscription.close();
    timer.shutdownNow();
  }
}
