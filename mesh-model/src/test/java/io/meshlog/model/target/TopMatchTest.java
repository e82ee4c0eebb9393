package io.meshlog.model.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** policies.md 1.3 */
class TopMatchTest {
  private static final Labels LABELS = Labels.of(Map.of("team", "a", "kuma.io/origin", "zone"));

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|0 1",
        "{'targetRef':{'kind':'Mesh','proxyTypes':['Gateway']}}|",
        "{'targetRef':{'kind':'Mesh','proxyTypes':['Sidecar']}}|0 1",
        "{'targetRef':{'kind':'MeshSubset','tags':{'version':'v1'}}}|0",
        "{'targetRef':{'kind':'MeshSubset','tags':{'version':'*'}}}|0 1",
        "{'targetRef':{'kind':'MeshSubset','tags':{'other':'*'}}}|",
        "{'targetRef':{'kind':'MeshSubset','tags':{'version':'v1','kuma.io/service':'admin'}}}|",
        "{'targetRef':{'kind':'MeshService','name':'admin'}}|1",
        "{'targetRef':{'kind':'MeshServiceSubset','name':'web','tags':{'version':'v1'}}}|0",
        "{'targetRef':{'kind':'MeshServiceSubset','name':'web','tags':{'version':'v2'}}}|",
        "{'targetRef':{'kind':'Dataplane'}}|0 1",
        "{'targetRef':{'kind':'Dataplane','name':'dp-1'}}|0 1",
        "{'targetRef':{'kind':'Dataplane','name':'dp-2'}}|",
        "{'targetRef':{'kind':'Dataplane','labels':{'team':'a'}}}|0 1",
        "{'targetRef':{'kind':'Dataplane','labels':{'team':'b'}}}|",
        "{'targetRef':{'kind':'Dataplane','labels':{'team':'a'},'sectionName':'main'}}|0",
        "{'targetRef':{'kind':'Dataplane','sectionName':'81'}}|1",
        "{'targetRef':{'kind':'Dataplane','sectionName':'80'}}|",
        "{'targetRef':{'kind':'MeshGateway','name':'g'}}|",
      })
  void selectsInbounds(String spec, String inbounds) {
    Attachment found = match(Sample.policy("p", spec), Sample.twoInbounds(LABELS));
    String text = String.join(" ", found.inbounds().stream().map(String::valueOf).toList());
    assertThat(text).isEqualTo(inbounds == null ? "" : inbounds);
    assertThat(found.none()).isEqualTo(inbounds == null);
  }

  @Test
  void aShadowPolicyMatchesNothing() {
    Resource<Sample> shadow = Sample.policy("p", Labels.of("kuma.io/effect", "shadow"), "{}");
    assertThat(match(shadow, Sample.twoInbounds(LABELS)).none()).isTrue();
  }

  @Test
  void aZonesPolicyIsForItsOwnProxies() {
    Resource<DataplaneSpec> mine = Sample.twoInbounds(zone("zone-1"));
    assertThat(match(Sample.policy("p", zone("zone-1"), "{}"), mine).none()).isFalse();
    assertThat(match(Sample.policy("p", zone("zone-2"), "{}"), mine).none()).isTrue();
    Labels producer = zone("zone-2").with("kuma.io/policy-role", "producer");
    assertThat(match(Sample.policy("p", producer, "{}"), mine).none()).isFalse();
    assertThat(match(Sample.policy("p", zone("zone-2"), "{}"), Sample.twoInbounds(Labels.EMPTY)))
        .isNotEqualTo(Attachment.NONE);
  }

  @Test
  void aNameIsReadInThePolicysOwnZone() {
    String byName = "{'targetRef':{'kind':'Dataplane','name':'dp-1'}}";
    Resource<DataplaneSpec> mine = Sample.twoInbounds(zone("zone-1"));
    assertThat(match(Sample.policy("p", byName), mine).none()).isTrue();
    assertThat(match(Sample.policy("p", zone("zone-1"), byName), mine).none()).isFalse();
  }

  @Test
  void aDelegatedGatewayHasNoInboundsAndIsMatchedByItsTags() {
    Resource<DataplaneSpec> gateway =
        Sample.dataplane(
            "g", Labels.EMPTY, "{'networking':{'gateway':{'tags':{'kuma.io/service':'edge'}}}}");
    assertThat(match(Sample.policy("p", "{}"), gateway)).isEqualTo(new Attachment(List.of(), true));
    assertThat(
            match(
                Sample.policy("p", "{'targetRef':{'kind':'Mesh','proxyTypes':['Sidecar']}}"),
                gateway))
        .isEqualTo(Attachment.NONE);
    assertThat(
            match(Sample.policy("p", "{'targetRef':{'kind':'MeshService','name':'edge'}}"), gateway)
                .gateway())
        .isTrue();
  }

  @Test
  void aDataplaneWithoutInboundsIsMatchedByNothing() {
    Resource<DataplaneSpec> bare = Sample.dataplane("d", Labels.EMPTY, "{'networking':{}}");
    assertThat(match(Sample.policy("p", "{}"), bare).none()).isTrue();
  }

  @Test
  void aPolicyOnARouteFollowsTheRoutesOwnReference() {
    Resource<Sample> route =
        Sample.policy("r", "{'targetRef':{'kind':'MeshService','name':'web'}}");
    Resource<Sample> policy =
        Sample.policy("p", "{'targetRef':{'kind':'MeshHTTPRoute','name':'r'}}");
    Routes routes = (mesh, name) -> name.equals("r") ? Optional.of(route) : Optional.empty();
    assertThat(TopMatch.of(policy, Sample.twoInbounds(LABELS), routes).inbounds())
        .containsExactly(0);
    assertThat(TopMatch.of(policy, Sample.twoInbounds(LABELS), Routes.NONE).none()).isTrue();
  }

  private static Labels zone(String name) {
    return Labels.of(Map.of("kuma.io/origin", "zone", "kuma.io/zone", name));
  }

  private static Attachment match(Resource<Sample> policy, Resource<DataplaneSpec> dataplane) {
    return TopMatch.of(policy, dataplane, Routes.NONE);
  }
}
