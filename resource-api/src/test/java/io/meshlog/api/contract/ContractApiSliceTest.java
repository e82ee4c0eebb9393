package io.meshlog.api.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.api.RunningApi;
import io.meshlog.model.contract.ResourceSample;
import io.meshlog.model.contract.ResourceSample.Deployment;
import io.meshlog.model.contract.ResourceSamples;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.xds.policy.MeshTypes;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Every resource type over HTTP as its descriptor and its samples say, at the three kinds of
 * control planes. That answers are as the OpenAPI document says is checked with each.
 */
class ContractApiSliceTest {
  private static final List<ResourceType<?>> TYPES =
      MeshTypes.ALL.stream().filter(ResourceSamples::wantedFor).toList();

  @TempDir static Path folder;
  private static RunningApi zone;
  private static RunningApi federated;
  private static RunningApi global;

  @BeforeAll
  static void start() {
    zone = RunningApi.zone(folder.resolve("zone"));
    global = RunningApi.global(folder.resolve("global"));
    Origin self = Origin.zone("default");
    federated =
        RunningApi.of(
            new io.meshlog.api.resource.Deployment(self, true, false), folder.resolve("federated"));
  }

  @AfterAll
  static void stop() throws Exception {
    federated.close();
    global.close();
    zone.close();
  }

  @TestFactory
  Stream<DynamicTest> aSampleIsAnsweredAsItSays() {
    return TYPES.stream()
        .flatMap(type ->
            ResourceSamples.of(type).stream()
                .filter(sample -> reaches(type, sample))
                .map(sample ->
                    DynamicTest.dynamicTest(
                        sample + " (" + sample.cites() + ")",
                        () ->
                            new SampleCase(new Served(at(sample.where()), type), sample).holds())));
  }

  /** A federated zone has no mesh until Global sends one. */
  private static boolean reaches(ResourceType<?> type, ResourceSample sample) {
    return switch (sample.where()) {
      case zone -> true;
      case global -> type.writers().global();
      case federated -> type.writers().zone() && !type.isMeshScoped();
    };
  }

  private static RunningApi at(Deployment where) {
    return switch (where) {
      case zone -> zone;
      case federated -> federated;
      case global -> global;
    };
  }

  @TestFactory
  Stream<DynamicTest> aZoneOnItsOwnServesEveryType() {
    return TYPES.stream().flatMap(type -> TypeCases.of(zone, type));
  }

  @TestFactory
  Stream<DynamicTest> whatIsWrittenElsewhereIsReadOnly() {
    return TYPES.stream()
        .flatMap(type ->
            Stream.of(
                DynamicTest.dynamicTest(
                    type + " at Global (2.7)", () -> WriterCases.atGlobal(global, type)),
                DynamicTest.dynamicTest(
                    type + " at a zone of a federation (2.7)",
                    () -> WriterCases.inFederation(federated, type))));
  }

  static Stream<KumaType> types() {
    return KumaType.all().stream();
  }

  @Test
  void theTypesAreThoseOfKuma() {
    List<String> names = types().map(KumaType::name).toList();
    List<String> policies = types().filter(KumaType::isPolicy).map(KumaType::name).toList();
    assertThat(names).hasSize(53);
    assertThat(policies).hasSize(29);
    for (RunningApi api : List.of(zone, federated, global)) {
      assertThat(names(api, "resources", "/_resources")).isEqualTo(names);
      assertThat(names(api, "policies", "/policies")).isEqualTo(policies);
    }
    assertThat(names).containsAll(MeshTypes.ALL.stream().map(ResourceType::name).toList());
  }

  private static List<String> names(RunningApi api, String member, String path) {
    return api.get(path)
        .json()
        .path(member)
        .valueStream()
        .map(each -> each.path("name").asString())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("types")
  void aTypeIsListedAsKumaDoes(KumaType type) {
    for (RunningApi api : List.of(zone, federated, global)) {
      JsonNode resources = api.get("/_resources").json().path("resources");
      assertThat(resources.valueStream()).contains(type.resource(api == federated));
      if (type.isPolicy()) {
        JsonNode policies = api.get("/policies").json().path("policies");
        assertThat(policies.valueStream()).contains(type.policy(api == federated));
      }
    }
    MeshTypes.TYPES
        .byName(type.name())
        .ifPresent(known -> assertThat(known.writers()).isEqualTo(type.writers()));
  }
}
