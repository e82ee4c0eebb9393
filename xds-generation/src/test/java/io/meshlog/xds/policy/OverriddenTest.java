package io.meshlog.xds.policy;

import static io.meshlog.model.samples.Samples.ZONE_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.samples.TestLog;
import io.meshlog.xds.policy.Policy.DefaultPolicy;
import io.meshlog.xds.policy.meshretry.MeshRetryPolicy;
import io.meshlog.xds.policy.meshtimeout.MeshTimeoutPolicy;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** policies.md 1.4: the default policies beat those with a name after theirs. */
class OverriddenTest {
  private static final String TO =
      "'to':[{'targetRef':{'kind':'MeshService','name':'backend'},"
          + "'default':{'connectionTimeout':'1s','http':{'maxStreamDuration':'9s','requestTimeout':'2s'}}}]";

  private final TestLog log = TestLog.of(ZONE_1);

  @BeforeEach
  void aMeshWithItsDefaults() {
    DefaultPolicies.of("default", null).forEach(this::put);
  }

  private <S extends Spec> void put(DefaultPolicy<S> policy) {
    put(policy.type(), policy.name(), policy.spec(), Labels.EMPTY);
  }

  private <S extends Spec> void put(ResourceType<S> type, String name, S spec, Labels labels) {
    log.put(type, type.key("default", Origin.GLOBAL, name), labels, spec);
  }

  private <S extends Spec> List<String> warnings(
      ResourceType<S> type, String name, Labels labels, String json) {
    put(type, name, SpecJson.read(type, json.replace('\'', '"')), labels);
    return log.image()
        .find(type.key("default", Origin.GLOBAL, name))
        .map(written -> Overridden.warnings(log.image(), written))
        .orElseThrow();
  }

  @Test
  void aLaterNameLosesWhatBothSay() {
    assertThat(warnings(MeshTimeoutPolicy.TYPE, "t1", Labels.EMPTY, "{" + TO + "}"))
        .singleElement()
        .asString()
        .startsWith("mesh-timeout-all-default overrides connectionTimeout, http.requestTimeout to")
        .endsWith("Give t1 a narrower targetRef or a name before it");
  }

  @Test
  void anEarlierNameWins() {
    assertThat(warnings(MeshTimeoutPolicy.TYPE, "a1", Labels.EMPTY, "{" + TO + "}")).isEmpty();
  }

  @Test
  void aNarrowerTargetOrOtherFieldsWin() {
    assertThat(
            warnings(
                MeshTimeoutPolicy.TYPE,
                "t1",
                Labels.EMPTY,
                "{'targetRef':{'kind':'Dataplane'}," + TO + "}"))
        .isEmpty();
    assertThat(
            warnings(
                MeshRetryPolicy.TYPE,
                "r1",
                Labels.EMPTY,
                "{'to':[{'targetRef':{'kind':'Mesh'},'default':{'http':{'retryOn':['5xx']}}}]}"))
        .isEmpty();
  }

  @Test
  void aDefaultForOtherProxiesDoesNotMatter() {
    assertThat(
            warnings(
                MeshTimeoutPolicy.TYPE,
                "t1",
                Labels.EMPTY,
                "{'targetRef':{'kind':'Mesh','proxyTypes':['Gateway']},"
                    + "'to':[{'targetRef':{'kind':'Mesh'},'default':{'connectionTimeout':'1s'}}]}"))
        .isEmpty();
  }

  @Test
  void aDefaultThatIsGoneDoesNotMatter() {
    log.delete(MeshTimeoutPolicy.TYPE.key("default", Origin.GLOBAL, "mesh-timeout-all-default"));
    assertThat(warnings(MeshTimeoutPolicy.TYPE, "t1", Labels.EMPTY, "{" + TO + "}")).isEmpty();
  }
}
