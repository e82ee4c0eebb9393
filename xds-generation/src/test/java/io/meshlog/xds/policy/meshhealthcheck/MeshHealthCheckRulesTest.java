package io.meshlog.xds.policy.meshhealthcheck;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.resource.Violation;
import io.meshlog.xds.policy.Validated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** policies.md 2.16, Validation */
class MeshHealthCheckRulesTest {
  private static String toMesh(String conf) {
    return "{'to':[{'targetRef':{'kind':'Mesh'},'default':" + conf + "}]}";
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}||must have at least one defined: http, tcp, grpc",
        "{'interval':'0s','http':{}}|.interval|must be greater than zero when defined",
        "{'timeout':'-1s','http':{}}|.timeout|must be greater than zero when defined",
        "{'unhealthyThreshold':0,'http':{}}|.unhealthyThreshold|must be greater than zero when defined",
        "{'healthyThreshold':-1,'http':{}}|.healthyThreshold|must be greater than zero when defined",
        "{'initialJitter':'0s','http':{}}|.initialJitter|must be greater than zero when defined",
        "{'intervalJitter':'0s','http':{}}|.intervalJitter|must be greater than zero when defined",
        "{'intervalJitterPercent':101,'http':{}}|.intervalJitterPercent|must be in inclusive range [0, 100]",
        "{'healthyPanicThreshold':'a','http':{}}|.healthyPanicThreshold|string must be a valid number",
        "{'healthyPanicThreshold':101,'http':{}}|.healthyPanicThreshold|must be in inclusive range [0.0, 100.0]",
        "{'noTrafficInterval':'0s','http':{}}|.noTrafficInterval|must be greater than zero when defined",
        "{'eventLogPath':'#not valid path','http':{}}|.eventLogPath|must be a valid path when defined",
        "{'http':{'path':''}}|.http.path|must be defined",
        "{'http':{'expectedStatuses':[200,99]}}|.http.expectedStatuses[1]|must be in inclusive range [100, 599]",
        "{'http':{'expectedStatuses':[600]}}|.http.expectedStatuses[0]|must be in inclusive range [100, 599]",
        "{'http':{'requestHeadersToAdd':{'add':[{'value':'a'}]}}}|.http.requestHeadersToAdd.add[0].name|in body is required",
      })
  void refusesConfs(String conf, String field, String reason) {
    assertThat(Validated.violations(MeshHealthCheckPolicy.TYPE, toMesh(conf)))
        .containsExactly(
            new Violation("spec.to[0].default" + (field == null ? "" : field), reason));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|spec.to|needs at least one item",
        "{'to':[{'default':{'tcp':{}}}]}|spec.to[0].targetRef|in body is required",
        "{'to':[{'targetRef':{'kind':'MeshHTTPRoute','name':'r'},'default':{'tcp':{}}}]}|spec.to[0].targetRef.kind|value 'MeshHTTPRoute' is not supported",
        "{'targetRef':{'kind':'MeshHTTPRoute','name':'r'},'to':[{'targetRef':{'kind':'Mesh'},'default':{'tcp':{}}}]}|spec.targetRef.kind|value 'MeshHTTPRoute' is not supported",
      })
  void refusesSpecs(String spec, String field, String reason) {
    assertThat(Validated.violations(MeshHealthCheckPolicy.TYPE, spec))
        .containsExactly(new Violation(field, reason));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'tcp':{}}",
        "{'grpc':{'disabled':true}}",
        "{'eventLogPath':'/tmp/log.txt','intervalJitterPercent':0,'healthyPanicThreshold':0,'http':{'expectedStatuses':[100,599]}}",
      })
  void accepts(String conf) {
    assertThat(Validated.violations(MeshHealthCheckPolicy.TYPE, toMesh(conf))).isEmpty();
  }
}
