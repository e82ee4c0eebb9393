package io.meshlog.xds.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.resource.ResourceType;
import io.meshlog.xds.policy.Policies;
import io.meshlog.xds.policy.Policy;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases of each policy show all of it: every field, every target, merging and precedence. */
class PolicyCasesTest {
  private static final int AT_LEAST = 8;

  static Stream<ResourceType<?>> types() {
    return Policies.ALL.stream().map(Policy::type);
  }

  private static List<Path> cases(ResourceType<?> type) {
    Path folder = GoldenRun.folder(type);
    return GoldenRun.policyCases().filter(each -> each.getParent().equals(folder)).toList();
  }

  @ParameterizedTest
  @MethodSource("types")
  void aPolicyHasAtLeastEightCasesThatNameALineEach(ResourceType<?> type) {
    List<Path> cases = cases(type);
    assertThat(cases).hasSizeGreaterThanOrEqualTo(AT_LEAST);
    for (Path folder : cases) {
      assertThat(GoldenRun.read(folder).proves())
          .as(folder.toString())
          .containsPattern("(policies|xds-generation)\\.md (section )?(gotcha )?\\d");
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void theCasesOfAPolicyShowAllOfIt(ResourceType<?> type) {
    Set<String> missing = new TreeSet<>(Aspects.wanted(type));
    int wanted = missing.size();
    List<Path> cases = cases(type);
    for (Path folder : cases) {
      Aspects.strike(missing, folder, type);
    }
    System.out.printf(
        "%s: %d cases show %d of %d%n", type.name(), cases.size(), wanted - missing.size(), wanted);
    assertThat(missing).as("not shown by any case of %s", type).isEmpty();
  }
}
