package io.meshlog.xds.policy.meshfaultinjection;

import static io.meshlog.model.samples.Samples.ZONE_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.image.MeshDelta.Change;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.samples.TestLog;
import io.meshlog.xds.Dep;
import io.meshlog.xds.Dep.Selected;
import io.meshlog.xds.policy.PolicyTable;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every proxy sends its tags while a mesh has faults (policies.md 2.8). */
class MeshFaultInjectionPolicyTest {
  private static final Dep EVERYONE = new Dep.Policies("default", new Selected.Everyone());
  private static final String ELSEWHERE =
      """
      {"targetRef": {"kind": "MeshService", "name": "elsewhere"},
       "from": [{"targetRef": {"kind": "Mesh"}, "default": {"http": []}}]}\
      """;

  private final TestLog log = TestLog.of(ZONE_1);

  private List<Change> put(Labels labels) {
    return log.put(
            MeshFaultInjectionPolicy.TYPE,
            MeshFaultInjectionPolicy.TYPE.key("default", Origin.GLOBAL, "f"),
            labels,
            SpecJson.read(MeshFaultInjectionPolicy.TYPE, ELSEWHERE))
        .delta()
        .changes();
  }

  @Test
  void aPolicyForOthersMattersToEveryProxyOfItsMesh() {
    assertThat(PolicyTable.empty().touches(put(Labels.EMPTY).getFirst())).contains(EVERYONE);
  }

  @Test
  void aShadowPolicyMattersToNobody() {
    assertThat(PolicyTable.empty().touches(put(Labels.of(Labels.EFFECT, "shadow")).getFirst()))
        .isEmpty();
  }
}
