package io.meshlog.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.zone.ZoneSpec;
import io.meshlog.store.figures.Figure;
import io.meshlog.store.lease.RoleLease;
import io.meshlog.sync.status.SyncFigures;
import io.meshlog.sync.status.SyncJson;
import io.meshlog.sync.status.ZoneSync;
import io.meshlog.sync.status.ZoneSync.Following;
import io.meshlog.sync.status.ZoneSync.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** How Global and a zone tell of the sync, while it is well and while it is not. */
class SyncReportSliceTest {
  private static final Origin ONE = Origin.zone("zone-1");
  private static final String OFFER = "zone.zone-1.offer";
  private static final String POLICY = "global.policy";
  private static final String INGRESS =
      "{\"networking\":{\"address\":\"10.0.0.9\",\"port\":10001,"
          + "\"advertisedAddress\":\"10.0.0.9\",\"advertisedPort\":10001}}";

  /** Each look asks the broker. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(300);

  private TestBroker broker;
  private TestCp global;
  private TestCp one;
  private TestCp two;

  @BeforeEach
  void start() {
    broker = TestBroker.shared().emptied();
    global = TestCp.global(broker);
    one = TestCp.zone("zone-1", broker);
    two = TestCp.zone("zone-2", broker);
    global.putMesh("default");
    one.put(CoreTypes.ZONE_INGRESS, "", "ingress-1", INGRESS);
    one.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "default");
    two.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "default");
    two.awaits(CoreTypes.ZONE_INGRESS, "", ONE, "ingress-1");
  }

  @AfterEach
  void stop() {
    for (TestCp cp : new TestCp[] {one, two, global}) {
      cp.close();
    }
  }

  private static Optional<ZoneSync> report(TestCp teller, String zone) {
    return Optional.ofNullable(teller.member().reports().of(List.of(zone)).get(zone));
  }

  private static void awaits(TestCp teller, String zone, Predicate<ZoneSync> wanted) {
    ZoneSync[] last = new ZoneSync[1];
    try {
      Until.holds(
          zone + " is as wanted",
          () -> {
            last[0] = report(teller, zone).orElse(null);
            Thread.sleep(LOOK_EVERY);
            return last[0] != null && wanted.test(last[0]);
          });
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + ": " + last[0], e);
    }
  }

  private static boolean caughtUp(List<Following> followings) {
    return !followings.isEmpty()
        && followings.stream()
            .allMatch(each ->
                each.lagEvents() != null
                    && each.lagEvents() == 0
                    && Boolean.TRUE.equals(each.stateEqual()));
  }

  private static Following following(List<Following> all, String reader, String channel) {
    return all.stream()
        .filter(each -> each.reader().equals(reader) && each.channel().equals(channel))
        .findFirst()
        .orElseThrow();
  }

  private static boolean hasReason(ZoneSync sync, String code) {
    return sync.reasons().stream().map(Reason::code).anyMatch(code::equals);
  }

  @Test
  void bothSidesOfEachChannelAreToldByGlobalAndByTheZone() {
    awaits(
        global,
        "zone-1",
        sync ->
            sync.state().equals("Online")
                && caughtUp(sync.imports())
                && sync.readers().stream().anyMatch(each -> each.reader().equals("zone-2"))
                && following(sync.readers(), "global", OFFER).lagEvents() == 0);
    ZoneSync told = report(global, "zone-1").orElseThrow();
    assertThat(told.connected()).isTrue();
    assertThat(told.logId()).isEqualTo(one.logId());
    assertThat(told.imports()).extracting(Following::channel).contains(POLICY);
    Following ofGlobal = following(told.readers(), "global", OFFER);
    assertThat(ofGlobal.cursor()).isEqualTo(ofGlobal.head());
    assertThat(ofGlobal.cursor().seq()).isEqualTo(1);

    awaits(
        one,
        "zone-1",
        sync -> sync.state().equals("Online") && caughtUp(sync.imports()) && sync.connected());
    ZoneSync itself = report(one, "zone-1").orElseThrow();
    assertThat(itself.channels())
        .allMatch(channel -> channel.waitingEvents() == 0)
        .extracting(ZoneSync.Own::channel)
        .contains(OFFER);
    assertThat(report(one, "zone-2")).isEmpty();
    assertThat(report(global, "nobody")).isEmpty();

    JsonNode json = SyncJson.full(told);
    assertThat(json.at("/readers/0/lagEvents").asLong(-1)).isZero();
    assertThat(SyncJson.summary(told).path("state").asString()).isEqualTo("Online");
    assertThat(new SyncFigures(() -> global.member().reports().all().values()).now())
        .anyMatch(figure -> isFigure(figure, "meshlog_sync_zone_state", "zone", "zone-2"))
        .anyMatch(figure ->
            isFigure(figure, "meshlog_sync_lag_events", "channel", OFFER)
                && "zone-2".equals(figure.labels().get("reader")));
  }

  private static boolean isFigure(Figure figure, String name, String label, String value) {
    return figure.name().equals(name) && value.equals(figure.labels().get(label));
  }

  @Test
  void aZoneThatTakesNothingInLagsUntilItDoes() {
    awaits(global, "zone-1", sync -> sync.state().equals("Online") && caughtUp(sync.imports()));
    one.leases().of(RoleLease.IMPORT).close();
    for (int i = 0; i < 30; i++) {
      global.put(CoreTypes.MESH, "", "m" + i % 3, Labels.of("n", "" + i), mesh());
    }

    for (TestCp teller : new TestCp[] {global, one}) {
      awaits(
          teller, "zone-1", sync -> following(sync.imports(), "zone-1", POLICY).lagEvents() == 30);
      Following behind =
          following(report(teller, "zone-1").orElseThrow().imports(), "zone-1", POLICY);
      assertThat(behind.lagSeconds()).isPositive();
      assertThat(behind.head().seq() - behind.cursor().seq()).isEqualTo(30);
      assertThat(behind.checkedSeq()).isEqualTo(behind.cursor().seq());
      assertThat(behind.stateEqual()).isTrue();
    }

    try (TestCp another = one.again()) {
      awaits(global, "zone-1", sync -> sync.state().equals("Online") && caughtUp(sync.imports()));
      awaits(another, "zone-1", sync -> caughtUp(sync.imports()));
    }
  }

  @Test
  void aZoneThatIsGoneDisabledOrInConflictIsToldSo() {
    awaits(global, "zone-2", sync -> sync.state().equals("Online"));
    two.close();
    awaits(
        global,
        "zone-2",
        sync -> sync.state().equals("Offline") && !sync.connected() && hasReason(sync, "SILENT"));
    two = two.again();
    awaits(global, "zone-2", sync -> sync.state().equals("Online"));

    enable("zone-2", false);
    awaits(global, "zone-2", sync -> sync.state().equals("Disabled"));

    try (TestCp impostor = TestCp.zone("zone-1", broker)) {
      awaits(
          impostor,
          "zone-1",
          sync -> sync.state().equals("NameConflict") && hasReason(sync, "NAME_CONFLICT"));
      awaits(global, "zone-1", sync -> hasReason(sync, "NAME_CONFLICT"));
    }
    awaits(global, "zone-1", sync -> sync.state().equals("Online"));
  }

  private void enable(String zone, boolean enabled) {
    ZoneSpec spec =
        (ZoneSpec) global.find(CoreTypes.ZONE.key("", Origin.GLOBAL, zone)).orElseThrow().spec();
    global.put(
        CoreTypes.ZONE,
        "",
        zone,
        Labels.EMPTY,
        new ZoneSpec(enabled, spec.logId(), spec.signingKeys()));
  }

  private static MeshSpec mesh() {
    return SpecJson.read(CoreTypes.MESH, "{}");
  }
}
