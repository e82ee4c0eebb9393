package io.meshlog.model.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.resource.Kri;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.target.ResourceRules.Destination;
import io.meshlog.model.target.ResourceRules.Destinations;
import io.meshlog.model.target.Sample.Conf;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** policies.md 1.6 */
class ToRulesTest {
  private static final Kri BACKEND = new Kri("msvc", "default", "", "backend", "");
  private static final Destinations SERVICES =
      (kind, mesh) ->
          kind == TargetKind.MESH_SERVICE
              ? List.of(
                  new Destination(kind, BACKEND, Labels.of("team", "a"), List.of("http", "8080")))
              : List.of();

  private static final Resource<Sample> MESH_WIDE =
      Sample.policy(
          "mesh-all", "{'to':[{'targetRef':{'kind':'Mesh'},'default':{'a':'mesh','b':'mesh'}}]}");

  private static Resource<Sample> onBackend(String name) {
    return Sample.policy(
        name,
        "{'to':[{'targetRef':{'kind':'MeshService','name':'backend'},'default':{'a':'backend'}}]}");
  }

  @Test
  void legacyRulesAreOnePerSubsetMostTagsFirst() {
    LegacyRules<Conf> rules = legacy(MESH_WIDE, onBackend("a1"));
    assertThat(rules.rules().stream().map(LegacyRules.Rule::subset))
        .containsExactly(Tags.of(Tags.SERVICE, "backend"), Tags.EMPTY);
    assertThat(rules.find("backend").orElseThrow().conf())
        .isEqualTo(new Conf("backend", "mesh", null, null, null));
    assertThat(rules.find("other").orElseThrow().conf().a()).isEqualTo("mesh");
  }

  @Test
  void legacyRulesIgnoreThatADestinationIsNarrower() {
    // the observed quirk at the end of 1.4: t1 loses to mesh-..., a1 wins
    assertThat(legacy(MESH_WIDE, onBackend("t1")).find("backend").orElseThrow().conf().a())
        .isEqualTo("mesh");
    assertThat(legacy(MESH_WIDE, onBackend("a1")).find("backend").orElseThrow().conf().a())
        .isEqualTo("backend");
  }

  @Test
  void resourceRulesPreferTheNarrowerDestinationWhateverTheNames() {
    for (String name : List.of("a1", "t1")) {
      assertThat(resource(MESH_WIDE, onBackend(name)).find(BACKEND).orElseThrow().conf())
          .isEqualTo(new Conf("backend", "mesh", null, null, null));
    }
  }

  @Test
  void aSectionsRuleHoldsWhatIsSaidOfTheWholeAndOfTheMesh() {
    Resource<Sample> section =
        Sample.policy(
            "s",
            "{'to':[{'targetRef':{'kind':'MeshService','name':'backend','sectionName':'http'},'default':{'b':'section'}}]}");
    ResourceRules<Conf> rules = resource(MESH_WIDE, onBackend("x"), section);
    assertThat(rules.find(BACKEND.withSection("http")).orElseThrow().conf())
        .isEqualTo(new Conf("backend", "section", null, null, null));
    assertThat(rules.find(BACKEND.withSection("8080")).orElseThrow().conf().b()).isEqualTo("mesh");
    assertThat(rules.find(new Kri("msvc", "default", "", "x", "")).orElseThrow().conf().a())
        .isEqualTo("mesh");
  }

  @Test
  void labelsSelectAndAnUnknownSectionOrZoneResolvesToNothing() {
    assertThat(
            resource(to("{'kind':'MeshService','labels':{'team':'a'}}")).find(BACKEND).isPresent())
        .isTrue();
    assertThat(
            resource(to("{'kind':'MeshService','labels':{'team':'b'}}")).find(BACKEND).isPresent())
        .isFalse();
    assertThat(
            resource(to("{'kind':'MeshService','name':'backend','sectionName':'80'}"))
                .find(BACKEND.withSection("80"))
                .isPresent())
        .isFalse();
    Resource<Sample> ofZone =
        Sample.policy(
            "p",
            Labels.of("kuma.io/zone", "zone-1"),
            "{'to':[{'targetRef':{'kind':'MeshService','name':'backend'},'default':{'a':'x'}}]}");
    assertThat(resource(ofZone).find(BACKEND).isPresent()).isFalse();
  }

  @Test
  void saysWhichPoliciesTookPartWeakestFirst() {
    List<PolicySource> sources =
        legacy(MESH_WIDE, onBackend("a1")).find("backend").orElseThrow().sources();
    assertThat(sources.stream().map(source -> source.key().name()))
        .containsExactly("mesh-all", "a1");
    assertThat(sources).allMatch(source -> source.pos() == 7);
  }

  @Test
  void aPolicyOnARouteBecomesOneLegacyRulePerRuleOfTheRoute() {
    Resource<Sample> onRoute =
        Sample.policy(
            "p",
            "{'targetRef':{'kind':'MeshHTTPRoute','name':'r'},'to':[{'targetRef':{'kind':'Mesh'},'default':{'a':'route'}}]}");
    Resource<RouteSample> route = RouteSample.named("r");
    Routes routes = (mesh, name) -> name.equals("r") ? Optional.of(route) : Optional.empty();
    LegacyRules<Conf> rules =
        LegacyRules.of(Sample.sorted(MESH_WIDE, onRoute), Sample.CONF, routes);
    assertThat(rules.findRoute("backend", "h1").orElseThrow().conf().a()).isEqualTo("route");
    assertThat(rules.findRoute("backend", "h1").orElseThrow().conf().b()).isEqualTo("mesh");
    assertThat(rules.findRoute("backend", "h2").orElseThrow().conf().a()).isEqualTo("mesh");
    assertThat(rules.findRoute("other", "h1").orElseThrow().conf().a()).isEqualTo("mesh");
  }

  @Test
  void anIrrelevantPolicyChangesNoConf() {
    Resource<Sample> irrelevant =
        Sample.policy(
            "aaa",
            "{'to':[{'targetRef':{'kind':'MeshService','name':'elsewhere'},'default':{'a':'x'}}]}");
    assertThat(legacy(MESH_WIDE, onBackend("a1"), irrelevant).find("backend"))
        .isEqualTo(legacy(MESH_WIDE, onBackend("a1")).find("backend"));
    assertThat(resource(MESH_WIDE, irrelevant).find(BACKEND))
        .isEqualTo(resource(MESH_WIDE).find(BACKEND));
  }

  private static Resource<Sample> to(String ref) {
    return Sample.policy("p", "{'to':[{'targetRef':" + ref + ",'default':{'a':'x'}}]}");
  }

  @SafeVarargs
  private static LegacyRules<Conf> legacy(Resource<Sample>... policies) {
    return LegacyRules.of(Sample.sorted(policies), Sample.CONF, Routes.NONE);
  }

  @SafeVarargs
  private static ResourceRules<Conf> resource(Resource<Sample>... policies) {
    return ResourceRules.of(Sample.sorted(policies), Sample.CONF, SERVICES);
  }
}
