package io.meshlog.xds.policy.meshloadbalancingstrategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.resource.Violation;
import io.meshlog.xds.policy.Validated;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** policies.md 2.12, Validation */
class MeshLoadBalancingStrategyRulesTest {
  private static List<Violation> violations(String target, String conf) {
    return Validated.violations(
        MeshLoadBalancingStrategyPolicy.TYPE,
        "{'to':[{'targetRef':" + target + ",'default':" + conf + "}]}");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'loadBalancer':{}}|loadBalancer.type|in body is required",
        "{'loadBalancer':{'type':'LeastRequest','leastRequest':{'choiceCount':1}}}|loadBalancer.leastRequest.choiceCount|in body should be greater than or equal to 2",
        "{'loadBalancer':{'type':'LeastRequest','leastRequest':{'activeRequestBias':-1}}}|loadBalancer.leastRequest.activeRequestBias|must be greater or equal than: 0",
        "{'loadBalancer':{'type':'RingHash','ringHash':{'minRingSize':0}}}|loadBalancer.ringHash.minRingSize|in body should be greater than or equal to 1",
        "{'loadBalancer':{'type':'RingHash','ringHash':{'maxRingSize':8000001}}}|loadBalancer.ringHash.maxRingSize|in body should be less than or equal to 8000000",
        "{'loadBalancer':{'type':'Maglev','maglev':{'tableSize':5000012}}}|loadBalancer.maglev.tableSize|in body should be less than or equal to 5000011",
        "{'loadBalancer':{'type':'RingHash','ringHash':{'minRingSize':9,'maxRingSize':8}}}|loadBalancer.ringHash.minRingSize|must not be greater than maxRingSize",
        "{'loadBalancer':{'type':'Maglev','maglev':{'tableSize':65536}}}|loadBalancer.maglev.tableSize|must be a prime number",
        "{'hashPolicies':[],'loadBalancer':{'type':'RingHash','ringHash':{'hashPolicies':[]}}}|loadBalancer.ringHash.hashPolicies|hashPolicies already specified in the root level",
        "{'hashPolicies':[{}]}|hashPolicies[0].type|in body is required",
        "{'hashPolicies':[{'type':'Header'}]}|hashPolicies[0].header|must be defined",
        "{'hashPolicies':[{'type':'Cookie'}]}|hashPolicies[0].cookie|must be defined",
        "{'hashPolicies':[{'type':'SourceIP'}]}|hashPolicies[0].connection|must be defined",
        "{'hashPolicies':[{'type':'QueryParameter'}]}|hashPolicies[0].queryParameter|must be defined",
        "{'hashPolicies':[{'type':'FilterState'}]}|hashPolicies[0].filterState|must be defined",
        "{'hashPolicies':[{'type':'Cookie','cookie':{'name':'a','path':'b'}}]}|hashPolicies[0].cookie.path|must be an absolute path",
        "{'localityAwareness':{'localZone':{'affinityTags':[{'key':''}]}}}|localityAwareness.localZone.affinityTags[0].key|must not be empty",
        "{'localityAwareness':{'localZone':{'affinityTags':[{'key':'a','weight':0}]}}}|localityAwareness.localZone.affinityTags[0].weight|must be greater than 0",
        "{'localityAwareness':{'localZone':{'affinityTags':[{'key':'a','weight':1},{'key':'b'}]}}}|localityAwareness.localZone.affinityTags|all or none affinity tags should have weight",
        "{'localityAwareness':{'crossZone':{'failover':[{'from':{'zones':[]},'to':{'type':'Any'}}]}}}|localityAwareness.crossZone.failover[0].from.zones|must not be empty",
        "{'localityAwareness':{'crossZone':{'failover':[{'from':{'zones':['']},'to':{'type':'Any'}}]}}}|localityAwareness.crossZone.failover[0].from.zones[0]|must not be empty",
        "{'localityAwareness':{'crossZone':{'failover':[{'to':{'type':'None','zones':['a']}}]}}}|localityAwareness.crossZone.failover[0].to.zones|must be empty when type is None",
        "{'localityAwareness':{'crossZone':{'failover':[{'to':{'type':'Only'}}]}}}|localityAwareness.crossZone.failover[0].to.zones|must not be empty when type is Only",
        "{'localityAwareness':{'crossZone':{'failover':[{}]}}}|localityAwareness.crossZone.failover[0].to|in body is required",
        "{'localityAwareness':{'crossZone':{'failoverThreshold':{'percentage':0}}}}|localityAwareness.crossZone.failoverThreshold.percentage|must be greater than 0",
        "{'localityAwareness':{'crossZone':{'failoverThreshold':{'percentage':'101'}}}}|localityAwareness.crossZone.failoverThreshold.percentage|must be in inclusive range [0.0, 100.0]",
      })
  void refusesConfs(String conf, String field, String reason) {
    assertThat(violations("{'kind':'Mesh'}", conf))
        .containsExactly(new Violation("spec.to[0].default." + field, reason));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|spec.to|needs at least one item",
        "{'to':[{'targetRef':{'kind':'MeshExternalService','name':'a'},'default':{}}]}|spec.to[0].targetRef.kind|value 'MeshExternalService' is not supported",
        "{'targetRef':{'kind':'MeshGateway','name':'g'},'to':[{'targetRef':{'kind':'MeshService','name':'a'},'default':{'loadBalancer':{'type':'Random'}}}]}|spec.to[0].targetRef.kind|value 'MeshService' is not supported",
        "{'to':[{'targetRef':{'kind':'MeshHTTPRoute','name':'a'},'default':{'loadBalancer':{'type':'Random'}}}]}|spec.to[0].default.loadBalancer|field is not allowed when targetRef.kind is MeshHTTPRoute, only hashPolicies is supported",
        "{'to':[{'targetRef':{'kind':'MeshService','labels':{'a':'b'}},'default':{'localityAwareness':{'crossZone':{}}}}]}|spec.to[0].default.localityAwareness.crossZone|must not be set: MeshService traffic is local",
      })
  void refuses(String spec, String field, String reason) {
    assertThat(Validated.violations(MeshLoadBalancingStrategyPolicy.TYPE, spec))
        .containsExactly(new Violation(field, reason));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'loadBalancer':{'type':'LeastRequest','leastRequest':{'choiceCount':2,'activeRequestBias':'0.5'}}}",
        "{'localityAwareness':{'disabled':true}}",
        "{'localityAwareness':{'localZone':{'affinityTags':[{'key':'a','weight':9},{'key':'b','weight':1}]},'crossZone':{'failover':[{'from':{'zones':['a']},'to':{'type':'AnyExcept','zones':['b']}}],'failoverThreshold':{'percentage':'70'}}}}",
        "{'loadBalancer':{'type':'Maglev','maglev':{'hashPolicies':[{'type':'Connection','connection':{'sourceIP':true}}]}}}",
      })
  void accepts(String conf) {
    assertThat(violations("{'kind':'MeshService','name':'a'}", conf)).isEmpty();
  }
}
