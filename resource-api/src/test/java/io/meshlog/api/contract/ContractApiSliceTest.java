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

  @Test
  void everyTypeIsListedWithItsPathAndScope() {
    for (RunningApi api : List.of(zone, federated, global)) {
      JsonNode resources = api.get("/_resources").json().path("resources");
      assertThat(resources.valueStream().map(each -> each.path("name").asString()))
          .isSorted()
          .containsExactlyInAnyOrderElementsOf(
              MeshTypes.ALL.stream().map(ResourceType::name).toList());
      assertThat(resources.valueStream())
          .allSatisfy(each -> {
            ResourceType<?> type =
                MeshTypes.TYPES.byName(each.path("name").asString()).orElseThrow();
            assertThat(each.path("path").asString()).isEqualTo(type.path());
            assertThat(each.path("scope").asString())
                .isEqualTo(type.isMeshScoped() ? "Mesh" : "Global");
            assertThat(each.path("shortName").asString()).isEqualTo(type.shortName());
          });
    }
  }
}
