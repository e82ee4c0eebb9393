package io.meshlog.model.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.resource.Resource;
import io.meshlog.model.target.Sample.Conf;
import org.junit.jupiter.api.Test;

/** policies.md 1.8 */
class InboundRulesTest {
  @Test
  void mergesRulesWithoutMatchesAndFromIntoTheBase() {
    Resource<Sample> from =
        Sample.policy(
            "z", "{'from':[{'targetRef':{'kind':'Mesh'},'default':{'a':'from','b':'from'}}]}");
    Resource<Sample> rules = Sample.policy("y", "{'rules':[{'default':{'a':'rules'}}]}");
    InboundRules<Conf> found = rules(from, rules);
    assertThat(found.base().orElseThrow().conf())
        .isEqualTo(new Conf("rules", "from", null, null, null));
    assertThat(found.matched()).isEmpty();
  }

  @Test
  void putsTheMostSpecificMatchFirstAndLetsItInherit() {
    Resource<Sample> policy =
        Sample.policy(
            "p",
            """
            {'rules':[
              {'default':{'a':'all'}},
              {'matches':[{'sni':{'type':'Exact','value':'x'}}],'default':{'a':'sni'}},
              {'matches':[{'spiffeID':{'type':'Prefix','value':'spiffe://m/ns'}}],'default':{'a':'prefix','b':'prefix'}},
              {'matches':[{'spiffeID':{'type':'Exact','value':'spiffe://m/ns/a'}},
                          {'spiffeID':{'type':'Exact','value':'spiffe://m/b'}}],'default':{'a':'exact'}}]}\
            """);
    InboundRules<Conf> found = rules(policy);
    assertThat(found.base().orElseThrow().conf().a()).isEqualTo("all");
    assertThat(found.matched().stream().map(rule -> rule.effective().conf()))
        .containsExactly(
            new Conf("exact", "prefix", null, null, null),
            Conf.a("exact"),
            new Conf("prefix", "prefix", null, null, null),
            Conf.a("sni"));
  }

  @Test
  void rulesOfAPolicyHideItsFrom() {
    Resource<Sample> both =
        Sample.policy(
            "p", "{'from':[{'default':{'a':'from'}}],'rules':[{'default':{'b':'rules'}}]}");
    assertThat(rules(both).base().orElseThrow().conf()).isEqualTo(Conf.b("rules"));
  }

  @SafeVarargs
  private static InboundRules<Conf> rules(Resource<Sample>... policies) {
    return InboundRules.of(Sample.sorted(policies), Sample.CONF);
  }
}
