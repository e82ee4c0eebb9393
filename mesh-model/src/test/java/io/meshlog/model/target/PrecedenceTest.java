package io.meshlog.model.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** policies.md 1.4 */
class PrecedenceTest {
  @Test
  void sortsByTopLevelKindFirst() {
    List<Resource<Sample>> policies = new ArrayList<>();
    for (TargetKind kind : TargetKind.values()) {
      policies.add(
          Sample.policy("p" + kind.ordinal(), "{'targetRef':{'kind':'" + kind.word() + "'}}"));
    }
    assertThat(names(policies))
        .containsExactly("p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8");
  }

  @Test
  void sortsDataplaneReferencesByLabelsThenNameThenSection() {
    assertThat(
            names(
                List.of(
                    Sample.policy(
                        "name-section",
                        "{'targetRef':{'kind':'Dataplane','name':'x','sectionName':'s'}}"),
                    Sample.policy("name", "{'targetRef':{'kind':'Dataplane','name':'x'}}"),
                    Sample.policy(
                        "labels", "{'targetRef':{'kind':'Dataplane','labels':{'a':'b'}}}"),
                    Sample.policy(
                        "labels-section",
                        "{'targetRef':{'kind':'Dataplane','labels':{'a':'b'},'sectionName':'s'}}"))))
        .containsExactly("labels", "labels-section", "name", "name-section");
  }

  @Test
  void anUnsetOriginStandsBetweenGlobalAndZone() {
    assertThat(
            names(
                List.of(
                    Sample.policy("a", Labels.of(Labels.ORIGIN, "zone"), "{}"),
                    Sample.policy("b", "{}"),
                    Sample.policy("c", Labels.of(Labels.ORIGIN, "global"), "{}"))))
        .containsExactly("c", "b", "a");
  }

  @Test
  void theRoleComesBeforeTheName() {
    assertThat(
            names(
                List.of(
                    Sample.policy("a", "{}"),
                    Sample.policy("z", Labels.of("kuma.io/policy-role", "producer"), "{}"))))
        .containsExactly("a", "z");
  }

  @Test
  void theAlphabeticallyFirstNameIsTheStrongest() {
    assertThat(
            names(
                List.of(
                    Sample.policy("aaa", "{}"),
                    Sample.policy("mesh-timeout-all-default", "{}"),
                    Sample.policy("t1", "{}"))))
        .containsExactly("t1", "mesh-timeout-all-default", "aaa");
  }

  @Test
  void isATotalOrderOverAnyReferences() {
    long seed = 42;
    Random random = new Random(seed);
    List<Resource<Sample>> policies = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      String selector =
          List.of("", ",'name':'x'", ",'labels':{'a':'b'}").get(random.nextInt(3))
              + List.of("", ",'sectionName':'s'").get(random.nextInt(2));
      policies.add(Sample.policy("p" + i, "{'targetRef':{'kind':'Dataplane'" + selector + "}}"));
    }
    List<String> expected = names(policies);
    for (int i = 0; i < 20; i++) {
      Collections.shuffle(policies, random);
      assertThat(names(policies)).as("seed %d", seed).isEqualTo(expected);
    }
  }

  private static List<String> names(List<Resource<Sample>> policies) {
    return policies.stream().sorted(Precedence.POLICIES).map(Resource::displayName).toList();
  }
}
