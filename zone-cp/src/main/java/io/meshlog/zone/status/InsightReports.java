package io.meshlog.zone.status;

import com.google.protobuf.Struct;
import io.meshlog.store.insight.Insight;
import io.meshlog.store.insight.InsightStore;
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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;

/**
 * Writes insights: at once when a proxy connects or disconnects; otherwise some time after its
 * counts moved, however often they do. One thread writes, so that what is stored of a proxy is in
 * order; between replicas the newest session speaks, and what an older one says late has no effect.
 * A quiet mesh writes nothing.
 */
public final class InsightReports implements ProxyEvents {
  private static final Logger LOG = LoggerFactory.getLogger(InsightReports.class);
  private static final int TRIES = 3;

  private final InsightStore insights;
  private final ProxyStatusStore statuses;
  private final IdentityBook identities;
  private final Clock clock;
  private final String instanceId;
  private final String zone;
  private final Duration interval;
  private final Map<ProxyKey, Report> reports = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor writer;

  /** What is told of one session. */
  private static final class Report {
    private final ProxySession session;
    private final Struct metadata;
    private final Instant connected;
    private final AtomicBoolean due = new AtomicBoolean();
    private ArrayNode earlier = InsightForm.JSON.createArrayNode();
    private long number;
    private @Nullable Insight held;

    Report(ProxySession session, Struct metadata, Instant connected) {
      this.session = session;
      this.metadata = metadata;
      this.connected = connected;
    }
  }

  /**
   * @param instanceId of this control plane
   * @param interval between a move and its report
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
    submit(() -> write(report));
  }

  @Override
  public void moved(ProxySession session) {
    Report report = reports.get(session.proxy());
    if (report != null && report.session == session && !report.due.getAndSet(true)) {
      schedule(
          () -> {
            report.due.set(false);
            if (reports.get(session.proxy()) == report) {
              write(report);
            }
          },
          interval);
    }
  }

  @Override
  public void disconnected(ProxySession session) {
    Report report = reports.get(session.proxy());
    if (report != null && report.session == session) {
      reports.remove(session.proxy(), report);
      Instant now = clock.instant();
      Optional<IssuedIdentity> held = identities.held(session.proxy());
      submit(() -> write(report, now, held));
    }
  }

  /** This replica counted as dead for a while: what it said of its proxies is said again. */
  public void sayAgain() {
    reports.values().forEach(report -> submit(() -> write(report)));
  }

  private void write(Report report) {
    write(report, null, identities.held(report.session.proxy()));
  }

  /** On the writer's thread. */
  private void write(Report report, @Nullable Instant disconnected, Optional<IssuedIdentity> held) {
    ProxyKey proxy = report.session.proxy();
    for (int tries = 0; tries < TRIES && isNewest(report, disconnected != null); tries++) {
      if (report.held == null) {
        report.held = found(proxy);
        report.earlier = earlier(report);
      }
      String body = body(report, disconnected, held);
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
    if (disconnected != null) {
      statuses.end(SessionName.of(proxy), report.number);
    }
  }

  private @Nullable Insight found(ProxyKey proxy) {
    return insights.find(type(proxy), proxy.mesh(), proxy.name(), zone).orElse(null);
  }

  /** What other sessions left; its own entry is not among them. */
  private ArrayNode earlier(Report report) {
    Insight found = report.held;
    return found == null
        ? InsightForm.JSON.createArrayNode()
        : InsightForm.closed(found.body(), clock.instant(), report.session.stream().id());
  }

  /**
   * Whether the proxy has no newer session, perhaps at another replica: then nothing is said of
   * this one any more. A number that is gone was taken back while this replica counted as dead.
   */
  private boolean isNewest(Report report, boolean ending) {
    String name = SessionName.of(report.session.proxy());
    if (report.number != 0 && statuses.report(status(report, name))) {
      return true;
    }
    if (report.number != 0 && (ending || statuses.find(name).isPresent())) {
      return false;
    }
    report.number = statuses.begin(name, instanceId, clock.instant());
    return statuses.report(status(report, name));
  }

  private ProxyStatus status(Report report, String name) {
    ProxySession session = report.session;
    return new ProxyStatus(
        name,
        instanceId,
        report.number,
        session.slot().targetPos(),
        session.slot().ackedPos(),
        session.refusal().map(r -> r.type() + ": " + r.reason()).orElse(null),
        clock.instant());
  }

  private String body(
      Report report, @Nullable Instant disconnected, Optional<IssuedIdentity> held) {
    ProxySession session = report.session;
    boolean sidecar = session.proxy().kind() == ProxyKind.DATAPLANE;
    Subscription subscription =
        new Subscription(
            session.stream().id(),
            instanceId,
            report.connected,
            disconnected,
            session.stream().counts(),
            clock.instant(),
            InsightForm.version(report.metadata));
    return InsightForm.insight(
            report.earlier,
            subscription,
            report.metadata,
            sidecar ? held : Optional.empty(),
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

  private void submit(Runnable task) {
    schedule(task, Duration.ZERO);
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
