package io.meshlog.xds.policy.meshtimeout;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.json.SpecJson;
import io.meshlog.xds.policy.DefaultPolicies;
import io.meshlog.xds.policy.Policy.DefaultPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;

/** policies.md 1.11 */
class MeshTimeoutPolicyTest {
  static String write(DefaultPolicy<?> policy) {
    return SpecJson.write(policy.type(), policy.spec());
  }

  @Test
  void aNewMeshGetsTwoTimeouts() {
    List<DefaultPolicy<?>> policies =
        DefaultPolicies.of("blue", null).stream()
            .filter(policy -> policy.type().equals(MeshTimeoutPolicy.TYPE))
            .toList();
    assertThat(policies.stream().map(DefaultPolicy::name))
        .containsExactly("mesh-gateways-timeout-all-blue", "mesh-timeout-all-blue");
    assertThat(write(policies.get(1)))
        .isEqualTo(
            """
            {"from":[{"default":{"connectionTimeout":"10s","http":{"maxStreamDuration":"0s","requestTimeout":"0s","streamIdleTimeout":"1h0m0s"},"idleTimeout":"2h0m0s"},"targetRef":{"kind":"Mesh"}}],\
            "targetRef":{"kind":"Mesh","proxyTypes":["Sidecar"]},\
            "to":[{"default":{"connectionTimeout":"5s","http":{"requestTimeout":"15s","streamIdleTimeout":"30m0s"},"idleTimeout":"1h0m0s"},"targetRef":{"kind":"Mesh"}}]}\
            """);
  }

  @Test
  void aMeshCanRefuseThem() {
    assertThat(DefaultPolicies.of("blue", List.of("*"))).isEmpty();
    assertThat(DefaultPolicies.of("blue", List.of("MeshTimeout")))
        .extracting(policy -> policy.type().name())
        .doesNotContain("MeshTimeout");
    assertThat(DefaultPolicies.of("blue", List.of("MeshTrafficPermission")))
        .extracting(policy -> policy.type().name())
        .contains("MeshTimeout");
  }
}
