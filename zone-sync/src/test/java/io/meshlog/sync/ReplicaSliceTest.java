package io.meshlog.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.events.envelope.Fact;
import io.meshlog.events.envelope.ZoneStatus;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.lease.RoleLease;
import io.meshlog.sync.status.ZoneSync;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several replicas of Global and of a zone, each with its own part of the roles. */
class ReplicaSliceTest {
  private static final Origin ONE = Origin.zone("zone-1");
  private static final Channel POLICY = Channel.parse("global.policy");

  private TestCp global;
  private TestCp global2;
  private TestCp zone;
  private TestCp zone2;

  @BeforeEach
  void start() {
    TestBroker broker = TestBroker.shared().emptied();
    global = TestCp.global(broker);
    zone = TestCp.zone("zone-1", broker);
    plays(global, RoleLease.PUBLISH, RoleLease.IMPORT);
    plays(zone, RoleLease.PUBLISH, RoleLease.IMPORT);
    global2 = global.again();
    zone2 = zone.again();
  }

  @AfterEach
  void stop() {
    for (TestCp cp : new TestCp[] {zone2, zone, global2, global}) {
      cp.close();
    }
  }

  private static void plays(TestCp cp, String... roles) {
    for (String role : roles) {
      Until.holds(cp.self() + " plays " + role, () -> cp.leases().of(role).term().isPresent());
    }
  }

  /** Takes a role away for good, so that only the other replica can have it. */
  private static void move(TestCp from, TestCp to, String role) {
    from.leases().of(role).close();
    plays(to, role);
  }

  @Test
  void eachReplicaWritesAndWhoHasTheRolesBringsItOver() {
    global2.putMesh("default");
    zone2.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "default");
    zone.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "default");
    zone2.putDataplane("default", "dp-1", "kv");
    zone.putDataplane("default", "dp-2", "kv");
    for (TestCp reader : List.of(global, global2)) {
      reader.awaits(CoreTypes.DATAPLANE, "default", ONE, "dp-1");
      reader.awaits(CoreTypes.DATAPLANE, "default", ONE, "dp-2");
    }

    for (int i = 0; i < 60; i++) {
      if (i == 20) {
        move(global, global2, RoleLease.PUBLISH);
      } else if (i == 40) {
        move(zone, zone2, RoleLease.IMPORT);
      }
      TestCp writer = i % 2 == 0 ? global : global2;
      writer.put(CoreTypes.MESH, "", "m" + i % 4, Labels.of("n", "" + i), mesh());
    }
    Until.holds(
        "the zone follows",
        () ->
            Arrays.equals(zone.stateHash(POLICY), global.stateHash(POLICY))
                && Arrays.equals(zone2.stateHash(POLICY), global2.stateHash(POLICY)));
    // Once each: the copies' versions are those of their originals.
    String versions = "select sum(version) from stream where type = 'Mesh'";
    assertThat(zone.number(versions)).isEqualTo(global.number(versions));
    for (TestCp cp : List.of(global, zone)) {
      assertThat(cp.verified().problem()).isNull();
    }
  }

  @Test
  void aZoneTellsWhatItsReplicasKnowTogether() {
    global.putMesh("default");
    zone2.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "default");
    move(zone, zone2, RoleLease.IMPORT);
    // Who reports publishes; who knows of troubles with the import is the other.
    zone2.member().troubles().report("import of a test", "failed: for this test");
    Until.holds(
        "told at Global",
        () -> {
          ZoneSync sync = atGlobal();
          return sync != null
              && sync.state().equals("Degraded")
              && sync.reasons().stream().anyMatch(reason -> reason.code().equals("IMPORT_FAILED"))
              && sync.imports().stream().anyMatch(each -> each.cursor().seq() > 0);
        });
    // A former player's last words do not count.
    zone.member().troubles().report("import of a test", "failed: long ago");
    zone2.member().troubles().report("import of a test", null);
    Until.holds("well again", () -> atGlobal().state().equals("Online"));
    assertThat(zone.member().status(false).problems()).isEmpty();
  }

  private ZoneSync atGlobal() {
    return global.member().reports().of(List.of("zone-1")).get("zone-1");
  }

  @Test
  void whoHadTheRoleSaysNothingOfZonesAnyMoreAndTheNextGoesOn() {
    Until.holds("online", () -> insight(global).contains("\"Online\""));
    ZoneStatus status = zone.member().status(false);
    move(global, global2, RoleLease.IMPORT);
    Until.holds("online for the next", () -> insight(global2).contains("\"Online\""));
    zone.close();
    zone2.close();
    Until.holds("said good-bye", () -> insight(global2).contains("disconnectTime"));
    assertThat(insight(global)).doesNotContain("disconnectTime");
    zone = zone.again();
    zone2 = zone.again();
    Until.holds(
        "back, with the subscriptions before",
        () -> insight(global2).contains(status.instanceId()) && open(insight(global2)) == 1);
  }

  private static int open(String insight) {
    int connects = insight.split("\"connectTime\"", -1).length;
    return connects - insight.split("\"disconnectTime\"", -1).length;
  }

  private static String insight(TestCp global) {
    Fact fact = global.facts().get("ZoneInsight/-/zone-1");
    return fact == null ? "" : String.valueOf(fact.body());
  }

  private static MeshSpec mesh() {
    return SpecJson.read(CoreTypes.MESH, "{}");
  }
}
