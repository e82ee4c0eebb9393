package io.meshlog.xds.policy.meshfaultinjection;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.resource.Violation;
import io.meshlog.xds.policy.Validated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** policies.md 2.8, Validation */
class MeshFaultInjectionRulesTest {
  private static String rule(String fault) {
    return "{'rules':[{'default':{'http':[{}," + fault + "]}}]}";
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'abort':{'httpStatus':600,'percentage':1}}|.abort[1].httpStatus|must be in inclusive range [100, 599]",
        "{'abort':{'httpStatus':99,'percentage':1}}|.abort[1].httpStatus|must be in inclusive range [100, 599]",
        "{'abort':{'httpStatus':101,'percentage':1}}|.abort[1].httpStatus|must be in inclusive range [200, 599]",
        "{'abort':{'httpStatus':500,'percentage':101}}|.abort[1].percentage|must be in inclusive range [0.0, 100.0]",
        "{'abort':{'httpStatus':500,'percentage':'x'}}|.abort[1].percentage|string must be a valid number",
        "{'abort':{'httpStatus':500}}|[1].abort.percentage|in body is required",
        "{'delay':{'value':'-1s','percentage':1}}|.delay[1].value|must not be negative when defined",
        "{'delay':{'percentage':1}}|[1].delay.value|in body is required",
        "{'responseBandwidth':{'limit':'1 bps','percentage':1}}|.responseBandwidth[1].responseBandwidth|must be in kbps/Mbps/Gbps units",
        "{'responseBandwidth':{'limit':'','percentage':1}}|.responseBandwidth[1].responseBandwidth|must be defined",
        "{'responseBandwidth':{'limit':'1 kbps','percentage':'-1'}}|.responseBandwidth[1].percentage|must be in inclusive range [0.0, 100.0]",
      })
  void refusesFaults(String fault, String field, String reason) {
    assertThat(Validated.violations(MeshFaultInjectionPolicy.TYPE, rule(fault)))
        .containsExactly(new Violation("spec.rules[0].default.http" + field, reason));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|spec|at least one of 'from', 'to' or 'rules' has to be defined",
        "{'from':[{'targetRef':{'kind':'Mesh'},'default':{}}]}|spec.from|must not be defined",
        "{'targetRef':{'kind':'MeshGateway','name':'g'},'from':[{'targetRef':{'kind':'Mesh'},'default':{}}]}|spec.from|must not be defined",
        "{'targetRef':{'kind':'Dataplane'},'to':[{'targetRef':{'kind':'Mesh'},'default':{}}]}|spec.to|must not be defined",
        "{'to':[{'targetRef':{'kind':'MeshService','name':'a'},'default':{}}]}|spec.to[0].targetRef.kind|value 'MeshService' is not supported",
        "{'targetRef':{'kind':'MeshHTTPRoute','name':'a'},'rules':[{'default':{}}]}|spec.targetRef.kind|value 'MeshHTTPRoute' is not supported",
        "{'rules':[{'matches':[{}],'default':{}}]}|spec.rules[0].matches[0]|must specify at least one of 'spiffeID' or 'sni'",
        "{'targetRef':{'kind':'Dataplane'},'from':[{'targetRef':{'kind':'Mesh'},'default':{}}],'rules':[{'default':{}}]}|spec|fields 'to' and 'from' must be empty when 'rules' is defined",
      })
  void refusesSpecs(String spec, String field, String reason) {
    assertThat(Validated.violations(MeshFaultInjectionPolicy.TYPE, spec))
        .containsExactly(new Violation(field, reason));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'abort':{'httpStatus':200,'percentage':0}}",
        "{'delay':{'value':'0s','percentage':'99.99'}}",
        "{'responseBandwidth':{'limit':'10Gbps','percentage':100}}",
      })
  void accepts(String fault) {
    assertThat(Validated.violations(MeshFaultInjectionPolicy.TYPE, rule(fault))).isEmpty();
  }
}
