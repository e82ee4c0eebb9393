package io.meshlog.model.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.target.Sample.Conf;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** policies.md 1.7 */
class ClientRulesTest {
  private static final Tags WEB = Tags.of(Tags.SERVICE, "web");

  @Test
  void carvesADenialOutOfAGeneralPermission() {
    // the example at the end of 1.7
    List<ClientRules.Rule<Conf>> rules =
        rules(policy("p", from("Mesh", "", "Allow"), from("MeshService", "web", "Deny")));
    assertThat(rules.stream().map(rule -> rule.clients() + "=" + rule.effective().conf().a()))
        .containsExactly(
            new ClientSubset(WEB, List.of()) + "=Deny",
            new ClientSubset(Tags.EMPTY, List.of(WEB)) + "=Allow");
  }

  @Test
  void combinesTheEntriesOfSeveralPolicies() {
    // observed: all but rogue, and shadow denial for team=qa
    Resource<Sample> one =
        policy("a", from("Mesh", "", "Allow"), from("MeshService", "rogue", "Deny"));
    Resource<Sample> other =
        policy(
            "b",
            "{'targetRef':{'kind':'MeshSubset','tags':{'team':'qa'}},'default':{'a':'Shadow'}}");
    List<ClientSubset> allowed =
        rules(one, other).stream()
            .filter(rule -> !rule.effective().conf().a().equals("Deny"))
            .map(ClientRules.Rule::clients)
            .toList();
    Tags rogue = Tags.of(Tags.SERVICE, "rogue");
    Tags qa = Tags.of("team", "qa");
    assertThat(allowed)
        .containsExactly(
            new ClientSubset(qa, List.of(rogue)), new ClientSubset(Tags.EMPTY, List.of(rogue, qa)));
  }

  @Test
  void twoDenialsBesideAPermissionStayDenied() {
    List<ClientRules.Rule<Conf>> rules =
        rules(
            policy(
                "p",
                from("Mesh", "", "Allow"),
                from("MeshService", "a", "Deny"),
                from("MeshService", "b", "Deny")));
    assertThat(answers(rules, Tags.of(Tags.SERVICE, "a"))).containsOnly("Deny");
    assertThat(answers(rules, Tags.of(Tags.SERVICE, "b"))).containsOnly("Deny");
    assertThat(answers(rules, Tags.of(Tags.SERVICE, "c"))).containsOnly("Allow");
  }

  @Test
  void aPermissionForOneServiceSaysNothingOfOthers() {
    List<ClientRules.Rule<Conf>> rules = rules(policy("p", from("MeshService", "web", "Allow")));
    assertThat(rules.stream().map(ClientRules.Rule::clients))
        .containsExactly(new ClientSubset(WEB, List.of()));
  }

  @Test
  void noEntriesMakeNoRules() {
    assertThat(rules(policy("p"))).isEmpty();
  }

  @Test
  void equalsAnEvaluationOfEveryClientOneByOne() {
    for (long seed = 1; seed <= 400; seed++) {
      Random random = new Random(seed);
      check(seed, random, 1 + random.nextInt(7), 3);
    }
  }

  /** So many keys that the combinations would be too many: the other algorithm answers. */
  @Test
  void aHugeCliqueIsStillRight() {
    for (long seed = 1; seed <= 20; seed++) {
      check(seed, new Random(seed), 12 + new Random(seed).nextInt(5), 12);
    }
  }

  private static void check(long seed, Random random, int entries, int keys) {
    List<Resource<Sample>> policies = new ArrayList<>();
    for (int i = 0; i < entries; i++) {
      policies.add(policy("p" + i, randomFrom(random, keys)));
    }
    List<ClientRules.Rule<Conf>> rules = rules(policies.toArray(Resource[]::new));
    for (int i = 0; i < 200; i++) {
      Tags client = client(random, keys);
      String expected = null;
      for (Resource<Sample> policy : policies.stream().sorted(Precedence.POLICIES).toList()) {
        for (Targeted<Conf> entry : policy.spec().fromEntries()) {
          if (client
              .values()
              .entrySet()
              .containsAll(Subsets.of(entry.target()).orElseThrow().values().entrySet())) {
            expected = entry.conf().a();
          }
        }
      }
      List<String> found = answers(rules, client);
      if (expected == null) {
        assertThat(found).as("seed %d, client %s", seed, client).isEmpty();
      } else {
        assertThat(found).as("seed %d, client %s", seed, client).containsOnly(expected);
      }
    }
  }

  private static String randomFrom(Random random, int keys) {
    StringBuilder tags = new StringBuilder();
    for (int key = 0; key < keys; key++) {
      if (random.nextInt(3) == 0) {
        tags.append(tags.isEmpty() ? "" : ",").append("'k" + key + "':'" + random.nextInt(2) + "'");
      }
    }
    return "{'targetRef':{'kind':'MeshSubset','tags':{%s}},'default':{'a':'%s'}}"
        .formatted(tags, random.nextBoolean() ? "Allow" : "Deny");
  }

  private static Tags client(Random random, int keys) {
    Tags tags = Tags.EMPTY;
    for (int key = 0; key < keys; key++) {
      tags = random.nextInt(4) == 0 ? tags : tags.with("k" + key, "" + random.nextInt(3));
    }
    return tags;
  }

  private static List<String> answers(List<ClientRules.Rule<Conf>> rules, Tags client) {
    return rules.stream()
        .filter(rule -> rule.clients().admits(client))
        .map(rule -> rule.effective().conf().a())
        .toList();
  }

  private static String from(String kind, String name, String action) {
    String ref = name.isEmpty() ? "" : ",'name':'" + name + "'";
    return "{'targetRef':{'kind':'%s'%s},'default':{'a':'%s'}}".formatted(kind, ref, action);
  }

  private static Resource<Sample> policy(String name, String... from) {
    return Sample.policy(name, "{'from':[" + String.join(",", from) + "]}");
  }

  @SafeVarargs
  private static List<ClientRules.Rule<Conf>> rules(Resource<Sample>... policies) {
    return ClientRules.of(Sample.sorted(policies), Sample.CONF);
  }
}
