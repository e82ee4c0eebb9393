package io.meshlog.xds.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.ChannelKind;
import io.meshlog.model.resource.Form;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Violations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every policy, the ones to come included. */
class PoliciesTest {
  private static final Path MODULE =
      Path.of(System.getProperty("meshlog.root", "..")).resolve("xds-generation/src");

  static Stream<Policy<?>> all() {
    return Policies.ALL.stream();
  }

  @Test
  void everyPackageIsInTheList() throws IOException {
    assertThat(folders(MODULE.resolve("main/java/io/meshlog/xds/policy")))
        .containsExactlyInAnyOrderElementsOf(
            all().map(policy -> policy.type().name().toLowerCase(Locale.ROOT)).toList());
  }

  @Test
  void actsInTheOrderThatKumaHas() {
    List<String> order =
        List.of(
            "MeshHTTPRoute",
            "MeshTCPRoute",
            "MeshTLS",
            "MeshLoadBalancingStrategy",
            "MeshPassthrough",
            "MeshAccessLog",
            "MeshTrace",
            "MeshFaultInjection",
            "MeshRateLimit",
            "MeshTimeout",
            "MeshTrafficPermission",
            "MeshHealthCheck",
            "MeshCircuitBreaker",
            "MeshRetry",
            "MeshMetric",
            "MeshProxyPatch");
    List<String> names = all().map(policy -> policy.type().name()).toList();
    assertThat(names).isEqualTo(order.stream().filter(names::contains).toList());
  }

  @ParameterizedTest
  @MethodSource("all")
  void isWrittenOnBothSidesAndReachesEveryZone(Policy<?> policy) {
    ResourceType<?> type = policy.type();
    assertThat(type.policy()).isPresent();
    assertThat(type.form()).isEqualTo(Form.NESTED);
    assertThat(type.fromGlobal()).isEqualTo(ChannelKind.POLICY);
    assertThat(type.fromZone()).isEqualTo(ChannelKind.INVENTORY);
  }

  /** Of these two everything may be left out. */
  private static final Set<String> MAY_BE_EMPTY = Set.of("MeshMetric", "MeshPassthrough");

  @ParameterizedTest
  @MethodSource("all")
  void refusesAnEmptySpecAndReadsItBackUnchanged(Policy<?> policy) {
    emptySpec(policy.type());
  }

  private static <S extends Spec> void emptySpec(ResourceType<S> type) {
    S spec = SpecJson.read(type, "{}");
    Violations found = Violations.collector();
    type.rules().validate(spec, found.at("spec"));
    assertThat(found.list().isEmpty()).isEqualTo(MAY_BE_EMPTY.contains(type.name()));
    assertThat(SpecJson.write(type, spec)).isEqualTo("{}");
  }

  @ParameterizedTest
  @MethodSource("all")
  void itsDefaultPoliciesAreAcceptable(Policy<?> policy) {
    policy.defaults("default").forEach(PoliciesTest::acceptable);
  }

  private static <S extends Spec> void acceptable(Policy.DefaultPolicy<S> policy) {
    Violations found = Violations.collector();
    policy.type().rules().validate(policy.spec(), found.at("spec"));
    assertThat(found.list()).isEmpty();
    assertThat(SpecJson.read(policy.type(), SpecJson.write(policy.type(), policy.spec())))
        .isEqualTo(policy.spec());
  }

  private static List<String> folders(Path parent) throws IOException {
    try (Stream<Path> children = Files.list(parent)) {
      return children
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .toList();
    }
  }
}
