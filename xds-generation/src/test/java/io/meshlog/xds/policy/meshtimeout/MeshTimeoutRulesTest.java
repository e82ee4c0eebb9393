package io.meshlog.xds.policy.meshtimeout;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.resource.Violation;
import io.meshlog.xds.policy.Validated;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** policies.md 2.4, Validation */
class MeshTimeoutRulesTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|spec|at least one of 'from', 'to' or 'rules' has to be defined",
        "{'to':[{'targetRef':{'kind':'Mesh'},'default':{'idleTimeout':'1s'}}],'rules':[{'default':{'idleTimeout':'1s'}}]}|spec|fields 'to' and 'from' must be empty when 'rules' is defined",
        "{'to':[{'targetRef':{'kind':'Mesh'},'default':{}}]}|spec.to[0].default|at least one timeout should be configured",
        "{'to':[{'targetRef':{'kind':'Mesh'}}]}|spec.to[0].default|at least one timeout should be configured",
        "{'to':[{'targetRef':{'kind':'Mesh'},'default':{'http':{'requestHeadersTimeout':'1s'}}}]}|spec.to[0].default.http|at least one timeout in this section should be configured",
        "{'to':[{'targetRef':{'kind':'Mesh'},'default':{'connectionTimeout':'0s'}}]}|spec.to[0].default.connectionTimeout|must be greater than zero when defined",
        "{'from':[{'targetRef':{'kind':'Mesh'},'default':{'idleTimeout':'-1s'}}]}|spec.from[0].default.idleTimeout|must not be negative when defined",
        "{'rules':[{'default':{'http':{'requestTimeout':'-1s'}}}]}|spec.rules[0].default.http.requestTimeout|must not be negative when defined",
        "{'from':[{'targetRef':{'kind':'MeshService','name':'a'},'default':{'idleTimeout':'1s'}}]}|spec.from[0].targetRef.kind|value 'MeshService' is not supported",
        "{'to':[{'targetRef':{'kind':'MeshServiceSubset','name':'a'},'default':{'idleTimeout':'1s'}}]}|spec.to[0].targetRef.kind|value 'MeshServiceSubset' is not supported",
        "{'targetRef':{'kind':'MeshMultiZoneService','name':'a'},'to':[{'targetRef':{'kind':'Mesh'},'default':{'idleTimeout':'1s'}}]}|spec.targetRef.kind|value 'MeshMultiZoneService' is not supported",
        "{'targetRef':{'kind':'Dataplane','sectionName':'s'},'to':[{'targetRef':{'kind':'Mesh'},'default':{'idleTimeout':'1s'}}]}|spec.targetRef.sectionName|can only be used with inbound policies",
        "{'targetRef':{'kind':'MeshGateway','name':'g'},'from':[{'targetRef':{'kind':'Mesh'},'default':{'idleTimeout':'1s'}}]}|spec.from|must not be defined",
        "{'targetRef':{'kind':'MeshGateway','name':'g'},'to':[{'targetRef':{'kind':'MeshService','name':'a'},'default':{'idleTimeout':'1s'}}]}|spec.to[0].targetRef.kind|value 'MeshService' is not supported",
        "{'targetRef':{'kind':'MeshHTTPRoute','name':'r'},'to':[{'targetRef':{'kind':'Mesh'},'default':{'connectionTimeout':'1s'}}]}|spec.to[0].default.connectionTimeout|can't be specified when top-level TargetRef is referencing MeshHTTPRoute",
        "{'rules':[{'matches':[{'spiffeID':{'type':'Exact','value':'spiffe://m/a'}}],'default':{'http':{'requestTimeout':'1s','requestHeadersTimeout':'1s'}}}]}|spec.rules[0].default.http.requestHeadersTimeout|can't be specified when matches contain spiffeID because this field cannot be conditioned on source identity",
        "{'rules':[{'matches':[{}],'default':{'idleTimeout':'1s'}}]}|spec.rules[0].matches[0]|must specify at least one of 'spiffeID' or 'sni'",
        "{'to':[{'default':{'connectionTimeout':'0s'}}]}|spec.to[0].targetRef|in body is required",
        "{'rules':[{'matches':[{'spiffeID':{'type':'Suffix','value':'x'}}],'default':{}}]}|spec.rules[0].matches[0].spiffeID.type|in body should be one of [Exact Prefix]",
      })
  void refuses(String spec, String field, String reason) {
    assertThat(Validated.violations(MeshTimeoutPolicy.TYPE, spec))
        .containsExactly(new Violation(field, reason));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'to':[{'targetRef':{'kind':'Mesh'},'default':{'http':{'requestTimeout':'0s'}}}]}",
        "{'targetRef':{'kind':'Dataplane','name':'a','sectionName':'s'},'rules':[{'default':{'idleTimeout':'0s'}}]}",
        "{'to':[{'targetRef':{'kind':'MeshHTTPRoute','name':'r'},'default':{'http':{'requestTimeout':'1s'}}}]}",
        "{'rules':[{'matches':[{'sni':{'type':'Exact','value':'a.b'}}],'default':{'http':{'streamIdleTimeout':'1s'}}}]}",
      })
  void accepts(String spec) {
    assertThat(Validated.violations(MeshTimeoutPolicy.TYPE, spec)).isEmpty();
  }

  @Test
  void acceptsTheDefaultPolicies() {
    assertThat(
            new MeshTimeoutPolicy()
                .defaults("default").stream()
                    .map(policy -> MeshTimeoutPolicyTest.write(policy))
                    .map(json -> Validated.violations(MeshTimeoutPolicy.TYPE, json)))
        .hasSize(2)
        .allMatch(violations -> violations.isEmpty());
  }
}
