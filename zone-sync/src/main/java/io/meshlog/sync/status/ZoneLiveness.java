package io.meshlog.sync.status;

import io.meshlog.events.envelope.Fact;
import io.meshlog.events.envelope.ZoneStatus;
import io.meshlog.model.json.SpecJson;
import io.meshlog.store.lease.RoleTerm;
import io.meshlog.sync.insight.FactSink;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes a ZoneInsight, as Kuma's clients know it, of what a zone says of itself
 * (rest-and-dataplane-protocol.md 3.3): one subscription per process of the zone's control plane,
 * the last few kept. A zone is offline when it says so or is silent for too long. An insight is
 * written when something in it changes, not at each heartbeat; the status itself is kept beside it.
 * Thread-safe.
 */
public final class ZoneLiveness implements AutoCloseable {
  private static final int SUBSCRIPTIONS_KEPT = 10;

  /** Type of the fact that holds a zone's newest status, as it was said. */
  public static final String STATUS = "ZoneStatus";

  /** Type of the fact that Kuma's clients read. */
  public static final String INSIGHT = "ZoneInsight";

  /** The types that only Global writes. */
  public static final Set<String> OF_GLOBAL = Set.of(STATUS, INSIGHT);

  /** Type of the fact that holds a zone's settings, as the zone gives them. */
  public static final String CONFIG = "ZoneConfig";

  private final FactSink sink;
  private final RoleTerm turn;
  private final Clock clock;
  private final Duration offlineAfter;
  private final String globalInstance;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("zone liveness").factory());
  private final Map<String, Zone> zones = new HashMap<>();

  /** What is known of one zone. */
  private static final class Zone {
    final ArrayNode subscriptions;
    @Nullable ZoneStatus last;
    @Nullable ScheduledFuture<?> silence;
    @Nullable String written;

    Zone(ArrayNode subscriptions) {
      this.subscriptions = subscriptions;
    }
  }

  /**
   * @param turn for which it is made: who has the next goes on with what is stored
   * @param globalInstance id of this process
   */
  public ZoneLiveness(
      FactSink sink, RoleTerm turn, Clock clock, Duration offlineAfter, String globalInstance) {
    this.sink = sink;
    this.turn = turn;
    this.clock = clock;
    this.offlineAfter = offlineAfter;
    this.globalInstance = globalInstance;
  }

  /**
   * The accepted log of a zone spoke.
   *
   * @param now just now: it lives, whatever the two clocks say. Only of what was said before this
   *     process listened the times are compared.
   */
  public synchronized void heard(ZoneStatus status, boolean now) {
    Zone zone = zones.computeIfAbsent(status.zone(), this::known);
    ZoneStatus last = zone.last;
    zone.last = status;
    if (!(newest(zone) instanceof ObjectNode subscription
        && subscription.path("id").asString("").equals(status.instanceId()))) {
      disconnect(zone, last == null ? status.startedAt() : last.at());
      connect(zone, status);
    }
    if (zone.silence != null) {
      zone.silence.cancel(false);
    }
    Duration age = Duration.between(status.at(), Instant.now(clock));
    boolean alive = !status.stopping() && (now || age.compareTo(offlineAfter) <= 0);
    if (!alive) {
      disconnect(zone, status.at());
    } else {
      reconnect(zone);
      zone.silence =
          timer.schedule(() -> silent(status), offlineAfter.toMillis(), TimeUnit.MILLISECONDS);
    }
    String said = SpecJson.plain().writeValueAsString(status);
    sink.accept(new Fact(STATUS, "", status.zone(), status.zone(), said), turn);
    write(zone, status);
  }

  /** Whoever had the turn before left the subscriptions so. */
  private Zone known(String name) {
    ArrayNode subscriptions =
        sink.find(INSIGHT, "", name, name)
                    .map(stored -> SpecJson.parse(String.valueOf(stored.fact().body())))
                    .map(insight -> insight.path("subscriptions"))
                    .orElse(null)
                instanceof ArrayNode array
            ? array
            : SpecJson.plain().createArrayNode();
    return new Zone(subscriptions);
  }

  /** The zone is no longer of the federation. */
  public synchronized void forget(String name) {
    Zone zone = zones.remove(name);
    if (zone != null && zone.silence != null) {
      zone.silence.cancel(false);
    }
    sink.accept(new Fact(INSIGHT, "", name, name, null), turn);
    sink.accept(new Fact(STATUS, "", name, name, null), turn);
    sink.accept(new Fact(CONFIG, "", name, name, null), turn);
  }

  private synchronized void silent(ZoneStatus status) {
    Zone zone = zones.get(status.zone());
    if (zone != null && status.equals(zone.last)) {
      disconnect(zone, status.at().plus(offlineAfter));
      write(zone, status);
    }
  }

  private void connect(Zone zone, ZoneStatus status) {
    while (zone.subscriptions.size() >= SUBSCRIPTIONS_KEPT) {
      zone.subscriptions.remove(0);
    }
    ObjectNode subscription = zone.subscriptions.addObject();
    subscription
        .put("id", status.instanceId())
        .put("globalInstanceId", globalInstance)
        .put("zoneInstanceId", status.instanceId())
        .put("connectTime", status.startedAt().toString());
    subscription.putObject("status").putObject("total");
    subscription.putObject("version").putObject("kumaCp").put("version", status.version());
    subscription.put("config", "{}");
  }

  private static void disconnect(Zone zone, Instant at) {
    if (newest(zone) instanceof ObjectNode subscription && !subscription.has("disconnectTime")) {
      subscription.put("disconnectTime", at.toString());
    }
  }

  private static void reconnect(Zone zone) {
    if (newest(zone) instanceof ObjectNode subscription) {
      subscription.remove("disconnectTime");
    }
  }

  private static @Nullable Object newest(Zone zone) {
    return zone.subscriptions.isEmpty()
        ? null
        : zone.subscriptions.get(zone.subscriptions.size() - 1);
  }

  private void write(Zone zone, ZoneStatus status) {
    ObjectNode insight = SpecJson.plain().createObjectNode();
    insight.set("subscriptions", zone.subscriptions);
    ObjectNode meshlog = insight.putObject("meshlog").put("state", status.state());
    ArrayNode reasons = meshlog.putArray("reasons");
    status.reasons().forEach(reasons::add);
    String body = insight.toString();
    if (!body.equals(zone.written)) {
      sink.accept(new Fact(INSIGHT, "", status.zone(), status.zone(), body), turn);
      zone.written = body;
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
