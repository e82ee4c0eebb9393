package io.meshlog.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.embedded.testing.fault.Fault;
import io.meshlog.embedded.testing.fault.FaultRow;
import io.meshlog.events.envelope.Fact;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.secret.SecretSpec;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.zone.ZoneSpec;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Global and two zones over a real broker: who sees what of whom. */
class FederationSliceTest {
  private static final Origin ONE = Origin.zone("zone-1");
  private static final Origin TWO = Origin.zone("zone-2");
  private static final Channel POLICY = Channel.parse("global.policy");
  static final String INGRESS =
      "{\"networking\":{\"address\":\"10.0.0.9\",\"port\":10001,"
          + "\"advertisedAddress\":\"10.0.0.9\",\"advertisedPort\":10001}}";

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
  }

  @AfterEach
  void stop() {
    for (TestCp cp : new TestCp[] {one, two, global}) {
      cp.close();
    }
  }

  @Test
  void membersShareWhatTheirChannelsSayAndNothingElse() {
    global.putMesh("default");
    one.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "default");
    two.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "default");
    one.putDataplane("default", "dp-1", "kv");
    one.put(CoreTypes.ZONE_INGRESS, "", "ingress-1", INGRESS);

    global.awaits(CoreTypes.DATAPLANE, "default", ONE, "dp-1");
    global.awaits(CoreTypes.ZONE_INGRESS, "", ONE, "ingress-1");
    two.awaits(CoreTypes.ZONE_INGRESS, "", ONE, "ingress-1");
    assertThat(two.holds(CoreTypes.DATAPLANE, "default", ONE, "dp-1")).isFalse();

    Resource<?> copy = global.find(CoreTypes.DATAPLANE.key("default", ONE, "dp-1")).orElseThrow();
    assertThat(copy.labels().values())
        .containsEntry(Labels.ORIGIN, "zone")
        .containsEntry(Labels.ZONE, "zone-1")
        .containsEntry(Labels.DISPLAY_NAME, "dp-1");
    assertThat(copy.name()).startsWith("dp-1-").hasSize("dp-1-".length() + 16);
    Resource<?> mesh = one.find(CoreTypes.MESH.key("", Origin.GLOBAL, "default")).orElseThrow();
    assertThat(mesh.labels().values())
        .containsEntry(Labels.ORIGIN, "global")
        .doesNotContainKey(Labels.DISPLAY_NAME);
  }

  @Test
  void globalLearnsOfEachZoneAndOfItsState() {
    Until.holds(
        "both zones are registered",
        () ->
            logIdOf("zone-1").equals(one.logId().toString())
                && logIdOf("zone-2").equals(two.logId().toString()));
    Until.holds("zone-1 is online", () -> insight("zone-1").contains("\"Online\""));
    assertThat(insight("zone-1")).contains("connectTime").doesNotContain("disconnectTime");

    one.close();
    Until.holds("zone-1 said good-bye", () -> insight("zone-1").contains("disconnectTime"));
    one = one.again();
    Until.holds(
        "zone-1 is back",
        () ->
            insight("zone-1").split("connectTime", -1).length == 4
                && insight("zone-1").split("disconnectTime", -1).length == 2);
  }

  @Test
  void globalSeesWhatAZoneObservesOfItsProxies() {
    Fact fact = new Fact("DataplaneInsight", "default", "dp-1", "zone-1", "{\"a\":1}");
    one.observations().put(fact);
    Until.holds("the insight is here", () -> fact.equals(global.facts().get(fact.recordKey())));
    Fact foreign = new Fact("ZoneInsight", "", "zone-2", "zone-1", "{\"forged\":true}");
    one.observations().put(foreign);
    Fact next = new Fact("DataplaneInsight", "default", "dp-1", "zone-1", "{\"a\":2}");
    one.observations().put(next);
    Until.holds("the next is here", () -> next.equals(global.facts().get(fact.recordKey())));
    assertThat(insight("zone-2")).as("Global alone speaks of zones").doesNotContain("forged");
  }

  @Test
  void ownersAndFollowersAgreeOnTheStateHash() {
    global.putMesh("default");
    for (int i = 0; i < 250; i++) {
      global.put(CoreTypes.MESH, "", "m" + i % 20, Labels.of("n", "" + i), mesh());
    }
    for (TestCp zone : new TestCp[] {one, two}) {
      Until.holds(
          "equal states", () -> Arrays.equals(zone.stateHash(POLICY), global.stateHash(POLICY)));
      Until.holds(
          "the checkpoint proves it",
          () ->
              zone.member().status(false).imports().stream()
                  .anyMatch(progress ->
                      progress.channel().equals("global.policy")
                          && Boolean.TRUE.equals(progress.stateEqual())));
      assertThat(zone.member().troubles().list()).isEmpty();
    }
  }

  @Test
  void aSecretIsOpenedWhereItIsNeededAndReadableNowhereElse() throws Exception {
    byte[] content = "the-content-of-a-secret".getBytes(StandardCharsets.UTF_8);
    var key = CoreTypes.SECRET.key("default", Origin.GLOBAL, "s1");
    global.putMesh("default");
    global.put(CoreTypes.SECRET, "default", "s1", Labels.EMPTY, global.vault().seal(key, content));

    one.awaits(CoreTypes.SECRET, "default", Origin.GLOBAL, "s1");
    SecretSpec held = (SecretSpec) one.find(key).orElseThrow().spec();
    assertThat(one.vault().open(key, held.sealed())).isEqualTo(content);

    global.delete(CoreTypes.SECRET, "default", "s1");
    Until.holds("deleted", () -> one.find(key).isEmpty());
    Until.holds("shredded", () -> one.number("select count(*) from secret_key") == 0);
  }

  @Test
  void aDisabledZoneOffersNothingUntilItIsEnabledAgain() {
    one.put(CoreTypes.ZONE_INGRESS, "", "ingress-1", INGRESS);
    two.awaits(CoreTypes.ZONE_INGRESS, "", ONE, "ingress-1");
    enable("zone-1", false);
    Until.holds("dropped", () -> !two.holds(CoreTypes.ZONE_INGRESS, "", ONE, "ingress-1"));
    one.put(CoreTypes.ZONE_INGRESS, "", "ingress-2", INGRESS);
    enable("zone-1", true);
    two.awaits(CoreTypes.ZONE_INGRESS, "", ONE, "ingress-1");
    two.awaits(CoreTypes.ZONE_INGRESS, "", ONE, "ingress-2");
  }

  @Test
  @Fault(FaultRow.NAME_CONFLICT)
  void aSecondLogWithTheSameNameIsToldSoAndPublishesNothing() {
    Until.holds("registered", () -> logIdOf("zone-1").equals(one.logId().toString()));
    try (TestCp impostor = TestCp.zone("zone-1", broker)) {
      Until.holds("told", () -> impostor.member().status(false).state().equals("NameConflict"));
      impostor.put(CoreTypes.ZONE_INGRESS, "", "ingress-x", INGRESS);
      one.put(CoreTypes.ZONE_INGRESS, "", "ingress-1", INGRESS);
      two.awaits(CoreTypes.ZONE_INGRESS, "", ONE, "ingress-1");
      assertThat(two.holds(CoreTypes.ZONE_INGRESS, "", ONE, "ingress-x")).isFalse();
      assertThat(logIdOf("zone-1")).isEqualTo(one.logId().toString());
    }
  }

  @Test
  void zonesFindEachOtherWhileGlobalIsAway() {
    one.put(CoreTypes.ZONE_INGRESS, "", "ingress-1", INGRESS);
    two.awaits(CoreTypes.ZONE_INGRESS, "", ONE, "ingress-1");
    global.close();
    one.put(CoreTypes.ZONE_INGRESS, "", "ingress-2", INGRESS);
    two.awaits(CoreTypes.ZONE_INGRESS, "", ONE, "ingress-2");
    global = global.again();
    global.awaits(CoreTypes.ZONE_INGRESS, "", ONE, "ingress-2");
  }

  private void enable(String zone, boolean enabled) {
    Until.holds("registered", () -> !logIdOf(zone).isEmpty());
    ZoneSpec spec = spec(zone);
    global.put(
        CoreTypes.ZONE,
        "",
        zone,
        Labels.EMPTY,
        new ZoneSpec(enabled, spec.logId(), spec.signingKeys()));
  }

  private ZoneSpec spec(String zone) {
    return (ZoneSpec) global.find(CoreTypes.ZONE.key("", Origin.GLOBAL, zone)).orElseThrow().spec();
  }

  private String logIdOf(String zone) {
    return global
        .find(CoreTypes.ZONE.key("", Origin.GLOBAL, zone))
        .map(found -> String.valueOf(((ZoneSpec) found.spec()).logId()))
        .orElse("");
  }

  private String insight(String zone) {
    Fact fact = global.facts().get("ZoneInsight/-/" + zone);
    return fact == null ? "" : String.valueOf(fact.body());
  }

  private static MeshSpec mesh() {
    return SpecJson.read(CoreTypes.MESH, "{}");
  }
}
