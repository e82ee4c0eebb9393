package io.meshlog.zone.status;

import com.google.protobuf.Struct;
import io.meshlog.store.insight.Insight;
import io.meshlog.store.insight.InsightStore;
import io.meshlog.store.insight.InsightStore.Writing;
import io.meshlog.store.insight.ProxyStatus;
import io.meshlog.store.insight.ProxyStatusStore;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.ProxyKind;
import io.meshlog.zone.dataplane.ProxyEvents;
import io.meshlog.zone.dataplane.ProxySession;
import io.meshlog.zone.identity.IdentityBook;
import io.meshlog.zone.identity.IssuedIdentity;
import io.meshlog.zone.status.InsightForm.Subscription;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.util.RawValue;

/**
 * Writes insights: at once when a proxy connects or disconnects; otherwise at most some time after
 * its counts moved, however often they do. One thread writes, so that what is stored of a proxy is
 * in order, and takes whatever waits in a few statements: a storm of proxies costs the database
 * little more than one. Between replicas the newest session speaks, and what an older one says late
 * has no effect. A quiet mesh writes nothing.
 */
public final class InsightReports implements ProxyEvents {
  private static final Logger LOG = LoggerFactory.getLogger(InsightReports.class);
  private static final int TRIES = 3;
  private static final int MOST_AT_ONCE = 500;

  /** From one writing to the next: in a storm many are written by the statements of one. */
  private static final Duration PACE = Duration.ofMillis(100);

  private final InsightStore insights;
  private final ProxyStatusStore statuses;
  private final IdentityBook identities;
  private final Clock clock;
  private final String instanceId;
  private final String zone;
  private final Duration interval;
  private final Map<ProxyKey, Report> reports = new ConcurrentHashMap<>();
  private final Queue<Due> queue = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean awake = new AtomicBoolean();
  private volatile long lastDrain = System.nanoTime() - PACE.toNanos();

  /** Whose counts moved since the last look. */
  private final Set<Report> moved = ConcurrentHashMap.newKeySet();

  private final AtomicBoolean looking = new AtomicBoolean();
  private final ScheduledThreadPoolExecutor writer;

  /** What is told of one session. */
  private static final class Report {
    private final ProxySession session;
    private final RawValue metadata;
    private final @Nullable RawValue version;
    private final Instant connected;

    // Confined to the writer.
    private ArrayNode earlier = InsightForm.JSON.createArrayNode();
    private long number;
    private @Nullable Insight held;

    Report(ProxySession session, Struct metadata, Instant connected) {
      this.session = session;
      this.metadata = new RawValue(InsightForm.json(metadata).toString());
      this.version = InsightForm.version(metadata);
      this.connected = connected;
    }

    /** What other sessions left; its own entry is not among them. */
    void holds(@Nullable Insight found, Instant now) {
      held = found;
      earlier =
          found == null
              ? InsightForm.JSON.createArrayNode()
              : InsightForm.closed(found.body(), now, session.stream().id());
    }
  }

  /**
   * A report to be written.
   *
   * @param disconnected null while it is connected
   */
  private record Due(Report report, @Nullable Instant disconnected, Optional<IssuedIdentity> held) {
    boolean ending() {
      return disconnected != null;
    }

    ProxyKey proxy() {
      return report.session.proxy();
    }
  }

  /**
   * @param instanceId of this control plane
   * @param interval between a move and its report, at most
   */
  public InsightReports(
      InsightStore insights,
      ProxyStatusStore statuses,
      IdentityBook identities,
      Clock clock,
      String instanceId,
      String zone,
      Duration interval) {
    this.insights = insights;
    this.statuses = statuses;
    this.identities = identities;
    this.clock = clock;
    this.instanceId = instanceId;
    this.zone = zone;
    this.interval = interval;
    this.writer =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("insights").daemon().factory());
  }

  @Override
  public void connected(ProxySession session, Struct metadata) {
    Report report = new Report(session, metadata, clock.instant());
    reports.put(session.proxy(), report);
    due(report);
  }

  @Override
  public void moved(ProxySession session) {
    Report report = reports.get(session.proxy());
    if (report != null
        && report.session == session
        && moved.add(report)
        && !looking.getAndSet(true)) {
      schedule(this::look, interval);
    }
  }

  /** On the writer's thread. */
  private void look() {
    looking.set(false);
    for (Report report : List.copyOf(moved)) {
      moved.remove(report);
      if (reports.get(report.session.proxy()) == report) {
        due(report);
      }
    }
  }

  @Override
  public void disconnected(ProxySession session) {
    Report report = reports.get(session.proxy());
    if (report != null && report.session == session) {
      reports.remove(session.proxy(), report);
      moved.remove(report);
      due(new Due(report, clock.instant(), identities.held(session.proxy())));
    }
  }

  /** This replica counted as dead for a while: what it said of its proxies is said again. */
  public void sayAgain() {
    reports.values().forEach(this::due);
  }

  private void due(Report report) {
    due(new Due(report, null, identities.held(report.session.proxy())));
  }

  private void due(Due due) {
    queue.add(due);
    if (!awake.getAndSet(true)) {
      Duration since = Duration.ofNanos(System.nanoTime() - lastDrain);
      schedule(this::drain, since.compareTo(PACE) > 0 ? Duration.ZERO : PACE.minus(since));
    }
  }

  // --- on the writer's thread

  private void drain() {
    awake.set(false);
    lastDrain = System.nanoTime();
    Map<ProxyKey, Due> batch = new LinkedHashMap<>();
    for (Due due = queue.poll(); due != null; due = queue.poll()) {
      // What is said of one proxy stays in order.
      if (batch.size() >= MOST_AT_ONCE || batch.containsKey(due.proxy())) {
        write(batch.values());
        batch.clear();
      }
      batch.put(due.proxy(), due);
    }
    write(batch.values());
  }

  /** All at once; those that something came between one by one. */
  private void write(Collection<Due> batch) {
    if (batch.isEmpty()) {
      return;
    }
    try {
      List<Due> mine = new ArrayList<>();
      List<Due> open = new ArrayList<>();
      Map<String, Long> newest = statuses.report(batch.stream().map(this::status).toList());
      for (Due due : batch) {
        Long number = newest.get(SessionName.of(due.proxy()));
        if (number == null) {
          open.add(due);
        } else {
          due.report().number = number;
          mine.add(due);
        }
      }
      read(mine);
      Map<Writing, Due> writings = new LinkedHashMap<>();
      for (Due due : mine) {
        Insight before = due.report().held;
        String body = body(due);
        if (before == null || !before.body().equals(body)) {
          writings.put(
              new Writing(
                  type(due.proxy()),
                  due.proxy().mesh(),
                  due.proxy().name(),
                  zone,
                  body,
                  before,
                  clock.instant()),
              due);
        }
      }
      Map<Writing, Insight> written = insights.write(writings.keySet());
      writings.forEach((writing, due) -> {
        due.report().held = written.get(writing);
        if (due.report().held == null) {
          open.add(due);
        }
      });
      mine.removeAll(open);
      statuses.end(
          mine.stream()
              .filter(Due::ending)
              .collect(
                  Collectors.toMap(
                      due -> SessionName.of(due.proxy()), due -> due.report().number)));
      open.forEach(this::write);
    } catch (RuntimeException e) {
      LOG.warn("insights of {} proxies were not written: {}", batch.size(), e.toString());
    }
  }

  /** What is stored of those whose report is the first of their session. */
  private void read(List<Due> batch) {
    Map<String, Map<String, List<Due>>> unread =
        batch.stream()
            .filter(due -> due.report().held == null)
            .collect(
                Collectors.groupingBy(
                    due -> type(due.proxy()), Collectors.groupingBy(due -> due.proxy().mesh())));
    unread.forEach((type, meshes) ->
        meshes.forEach((mesh, dues) -> {
          Map<String, Insight> found = new HashMap<>();
          for (Insight insight :
              insights.find(type, mesh, dues.stream().map(due -> due.proxy().name()).toList())) {
            if (insight.zone().equals(zone)) {
              found.put(insight.name(), insight);
            }
          }
          dues.forEach(due -> due.report().holds(found.get(due.proxy().name()), clock.instant()));
        }));
  }

  /** One alone, again when something comes between. */
  private void write(Due due) {
    Report report = due.report();
    ProxyKey proxy = due.proxy();
    for (int tries = 0; tries < TRIES && isNewest(due); tries++) {
      if (report.held == null) {
        report.holds(found(proxy), clock.instant());
      }
      String body = body(due);
      Insight before = report.held;
      boolean written =
          before == null
              ? insights.put(type(proxy), proxy.mesh(), proxy.name(), zone, body)
              : body.equals(before.body()) || insights.replace(before, body);
      report.held =
          written
              ? new Insight(type(proxy), proxy.mesh(), proxy.name(), zone, body, clock.instant())
              : null;
      if (written) {
        break;
      }
    }
    if (due.ending()) {
      statuses.end(SessionName.of(proxy), report.number);
    }
  }

  private @Nullable Insight found(ProxyKey proxy) {
    return insights.find(type(proxy), proxy.mesh(), proxy.name(), zone).orElse(null);
  }

  /**
   * Whether the proxy has no newer session, perhaps at another replica: then nothing is said of
   * this one any more. A number that is gone was taken back while this replica counted as dead.
   */
  private boolean isNewest(Due due) {
    Report report = due.report();
    String name = SessionName.of(due.proxy());
    if (report.number != 0 && statuses.report(status(due))) {
      return true;
    }
    if (report.number != 0 && (due.ending() || statuses.find(name).isPresent())) {
      return false;
    }
    report.number = statuses.begin(name, instanceId, clock.instant());
    return statuses.report(status(due));
  }

  private ProxyStatus status(Due due) {
    ProxySession session = due.report().session;
    return new ProxyStatus(
        SessionName.of(due.proxy()),
        instanceId,
        due.report().number,
        session.slot().targetPos(),
        session.slot().ackedPos(),
        session.refusal().map(r -> r.type() + ": " + r.reason()).orElse(null),
        clock.instant());
  }

  private String body(Due due) {
    Report report = due.report();
    boolean sidecar = due.proxy().kind() == ProxyKind.DATAPLANE;
    Subscription subscription =
        new Subscription(
            report.session.stream().id(),
            instanceId,
            report.connected,
            due.disconnected(),
            report.session.stream().counts(),
            clock.instant(),
            report.version);
    return InsightForm.insight(
            report.earlier,
            subscription,
            report.metadata,
            sidecar ? due.held() : Optional.empty(),
            sidecar)
        .toString();
  }

  static String type(ProxyKey proxy) {
    return switch (proxy.kind()) {
      case DATAPLANE -> "DataplaneInsight";
      case INGRESS -> "ZoneIngressInsight";
      case EGRESS -> "ZoneEgressInsight";
    };
  }

  private void schedule(Runnable task, Duration delay) {
    try {
      writer.schedule(
          () -> {
            try {
              task.run();
            } catch (RuntimeException e) {
              LOG.warn("an insight was not written: {}", e.toString());
            }
          },
          delay.toMillis(),
          TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException stopping) {
      LOG.debug("an insight came too late");
    }
  }

  /** Says of every connected proxy that its stream ended, as far as there is time. */
  @Override
  public void close() {
    writer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    reports.values().forEach(report -> disconnected(report.session));
    // One that keeps the pace would not be run any more.
    schedule(this::drain, Duration.ZERO);
    writer.shutdown();
    try {
      if (!writer.awaitTermination(2, TimeUnit.SECONDS)) {
        writer.shutdownNow();
      }
    } catch (InterruptedException e) {
      writer.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
