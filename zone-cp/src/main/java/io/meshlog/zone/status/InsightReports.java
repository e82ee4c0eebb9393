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
import java.util.Locale;
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
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes insights: at once when a proxy connects or disconnects; otherwise some time after its
 * counts moved, however often they do. One thread writes, so that what is stored of a proxy is in
 * order. A quiet mesh writes nothing.
 */
public final class InsightReports implements ProxyEvents {
  private static final Logger LOG = LoggerFactory.getLogger(InsightReports.class);
  private static final int PAGE = 500;

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
    submit(() -> {
      ProxyKey proxy = session.proxy();
      insights
          .find(type(proxy), proxy.mesh(), proxy.name(), zone)
          .ifPresent(old -> report.earlier = InsightForm.closed(old.body(), clock.instant()));
      write(report);
    });
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

  /** A control plane that was killed could not say that its proxies left. */
  @Override
  public void closeLeftovers(Duration after) {
    schedule(
        () -> {
          for (ProxyKind kind : new ProxyKind[] {ProxyKind.DATAPLANE, ProxyKind.INGRESS}) {
            closeLeftovers(kind);
          }
        },
        after);
  }

  private void closeLeftovers(ProxyKind kind) {
    String type = kind == ProxyKind.DATAPLANE ? "DataplaneInsight" : "ZoneIngressInsight";
    InsightStore.Listing page;
    int number = 0;
    do {
      page = insights.list(type, null, zone, number++, PAGE);
      for (Insight insight : page.items()) {
        if (!reports.containsKey(new ProxyKey(kind, insight.mesh(), insight.name()))) {
          close(insight);
        }
      }
    } while (page.items().size() == PAGE);
  }

  private void close(Insight insight) {
    var body = InsightForm.JSON.readTree(insight.body());
    ArrayNode closed = InsightForm.closed(insight.body(), clock.instant());
    if (!closed.equals(body.path("subscriptions")) && body instanceof ObjectNode object) {
      object.set("subscriptions", closed);
      insights.put(
          insight.type(), insight.mesh(), insight.name(), insight.zone(), object.toString());
    }
  }

  private void write(Report report) {
    write(report, null, identities.held(report.session.proxy()));
  }

  /** On the writer's thread. */
  private void write(Report report, @Nullable Instant disconnected, Optional<IssuedIdentity> held) {
    ProxySession session = report.session;
    ProxyKey proxy = session.proxy();
    Instant now = clock.instant();
    Subscription subscription =
        new Subscription(
            session.stream().id(),
            instanceId,
            report.connected,
            disconnected,
            session.stream().counts(),
            now,
            InsightForm.json(report.metadata).path("version"));
    boolean sidecar = proxy.kind() == ProxyKind.DATAPLANE;
    String body =
        InsightForm.insight(
                report.earlier,
                subscription,
                report.metadata,
                sidecar ? held : Optional.empty(),
                sidecar)
            .toString();
    insights.put(type(proxy), proxy.mesh(), proxy.name(), zone, body);
    statuses.put(
        new ProxyStatus(
            proxy.kind().name().toLowerCase(Locale.ROOT) + '/' + proxy.mesh() + '/' + proxy.name(),
            instanceId,
            report.connected.toEpochMilli(),
            session.slot().targetPos(),
            session.slot().ackedPos(),
            session.refusal().map(r -> r.type() + ": " + r.reason()).orElse(null),
            now));
  }

  private static String type(ProxyKey proxy) {
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
