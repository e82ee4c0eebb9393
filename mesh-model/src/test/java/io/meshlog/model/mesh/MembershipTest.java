package io.meshlog.model.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Violation;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.types.CoreTypes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code constraints.dataplaneProxy} of a Mesh. */
class MembershipTest {
  private static final String WHO = "dataplane cannot be a member of mesh \"m\" because its tags ";

  private static List<Violation> violations(String constraints, String networking) {
    MeshSpec mesh =
        SpecJson.read(
            CoreTypes.MESH,
            "{'constraints':{'dataplaneProxy':%s}}".formatted(constraints).replace('\'', '"'));
    DataplaneSpec proxy =
        SpecJson.read(
            CoreTypes.DATAPLANE, "{'networking':%s}".formatted(networking).replace('\'', '"'));
    Violations violations = Violations.collector();
    Membership.check("m", mesh, proxy, violations);
    return violations.list();
  }

  private static final String TWO =
      "{'inbound':[{'port':1,'tags':{'kuma.io/service':'a','team':'x'}},"
          + "{'port':2,'tags':{'kuma.io/service':'b'}}]}";

  @Test
  void eachInboundNeedsOneOfTheRequirements() {
    assertThat(
            violations(
                "{'requirements':[{'tags':{'team':'x'}},{'tags':{'kuma.io/service':'b'}}]}", TWO))
        .isEmpty();
    assertThat(violations("{'requirements':[{'tags':{'team':'*'}}]}", TWO))
        .containsExactly(
            new Violation(
                "networking.inbound[1].tags",
                WHO
                    + "\"kuma.io/service=b\" does not fulfill any requirements defined on the"
                    + " Mesh"));
  }

  @Test
  void aRestrictionIsMetByAllOfItsTags() {
    assertThat(violations("{'restrictions':[{'tags':{'team':'x','zone':'*'}}]}", TWO)).isEmpty();
    assertThat(violations("{'restrictions':[{'tags':{'team':'x'}}]}", TWO))
        .containsExactly(
            new Violation(
                "networking.inbound[0].tags",
                WHO
                    + "\"kuma.io/service=a team=x\" matches restricted tags \"team=x\" defined on"
                    + " the Mesh"));
  }

  @Test
  void aGatewayIsAskedToo() {
    assertThat(
            violations(
                "{'restrictions':[{'tags':{'kuma.io/service':'g'}}]}",
                "{'gateway':{'tags':{'kuma.io/service':'g'}}}"))
        .extracting(Violation::field)
        .containsExactly("networking.gateway.tags");
  }

  @Test
  void withoutConstraintsEverybodyMay() {
    assertThat(violations("{}", TWO)).isEmpty();
    assertThat(violations("{'requirements':[]}", TWO)).isEmpty();
  }
}
