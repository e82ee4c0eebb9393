package io.meshlog.xds.policy.meshcircuitbreaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.resource.Violation;
import io.meshlog.xds.policy.DefaultPolicies;
import io.meshlog.xds.policy.Policy.DefaultPolicy;
import io.meshlog.xds.policy.Validated;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** policies.md 2.6, Validation */
class MeshCircuitBreakerRulesTest {
  private static String outliers(String conf) {
    return "{'to':[{'targetRef':{'kind':'Mesh'},'default':{'outlierDetection':" + conf + "}}]}";
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'disabled':true}|detectors|must be defined",
        "{'detectors':{}}|detectors|must have at least one defined: totalFailures, gatewayFailures, localOriginFailures, successRate, failurePercentage",
        "{'interval':'0s','detectors':{'totalFailures':{}}}|interval|must be greater than zero when defined",
        "{'baseEjectionTime':'-1s','detectors':{'totalFailures':{}}}|baseEjectionTime|must be greater than zero when defined",
        "{'maxEjectionPercent':101,'detectors':{'totalFailures':{}}}|maxEjectionPercent|must be in inclusive range [0, 100]",
        "{'healthyPanicThreshold':'x','detectors':{'totalFailures':{}}}|healthyPanicThreshold|string must be a valid number",
        "{'healthyPanicThreshold':'100.1','detectors':{'totalFailures':{}}}|healthyPanicThreshold|must be in inclusive range [0.0, 100.0]",
        "{'detectors':{'totalFailures':{'consecutive':0}}}|detectors.totalFailures.consecutive|must be greater than 0",
        "{'detectors':{'gatewayFailures':{'consecutive':0}}}|detectors.gatewayFailures.consecutive|must be greater than 0",
        "{'detectors':{'localOriginFailures':{'consecutive':0}}}|detectors.localOriginFailures.consecutive|must be greater than 0",
        "{'detectors':{'successRate':{'minimumHosts':0}}}|detectors.successRate.minimumHosts|must be greater than 0",
        "{'detectors':{'successRate':{'standardDeviationFactor':'a'}}}|detectors.successRate.standardDeviationFactor|invalid number",
        "{'detectors':{'successRate':{'standardDeviationFactor':0}}}|detectors.successRate.standardDeviationFactor|must be greater than 0",
        "{'detectors':{'failurePercentage':{'requestVolume':0}}}|detectors.failurePercentage.requestVolume|must be greater than 0",
        "{'detectors':{'failurePercentage':{'threshold':101}}}|detectors.failurePercentage.threshold|must be in inclusive range [0, 100]",
      })
  void refusesOutlierDetections(String conf, String field, String reason) {
    assertThat(Validated.violations(MeshCircuitBreakerPolicy.TYPE, outliers(conf)))
        .containsExactly(new Violation("spec.to[0].default.outlierDetection." + field, reason));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|spec|at least one of 'from', 'to' or 'rules' has to be defined",
        "{'to':[{'targetRef':{'kind':'Mesh'},'default':{'connectionLimits':{}}}],'rules':[{'default':{'connectionLimits':{}}}]}|spec|fields 'to' and 'from' must be empty when 'rules' is defined",
        "{'to':[{'targetRef':{'kind':'Mesh'},'default':{}}]}|spec.to[0].default|at least one of: 'connectionLimits' or 'outlierDetection' should be configured",
        "{'rules':[{'default':{}}]}|spec.from[0].default|at least one of: 'connectionLimits' or 'outlierDetection' should be configured",
        "{'rules':[{'default':{'connectionLimits':{'maxRetries':0}}}]}|spec.from[0].default.connectionLimits.maxRetries|must be greater than 0",
        "{'to':[{'targetRef':{'kind':'Mesh'},'default':{'connectionLimits':{'maxConnections':4294967296}}}]}|spec.to[0].default.connectionLimits.maxConnections|must be in inclusive range [1, 4294967295]",
        "{'from':[{'targetRef':{'kind':'MeshService','name':'a'},'default':{'connectionLimits':{'maxRequests':1}}}]}|spec.from[0].targetRef.kind|value 'MeshService' is not supported",
        "{'to':[{'targetRef':{'kind':'MeshHTTPRoute','name':'a'},'default':{'connectionLimits':{'maxRequests':1}}}]}|spec.to[0].targetRef.kind|value 'MeshHTTPRoute' is not supported",
        "{'targetRef':{'kind':'MeshHTTPRoute','name':'a'},'to':[{'targetRef':{'kind':'Mesh'},'default':{'connectionLimits':{'maxRequests':1}}}]}|spec.targetRef.kind|value 'MeshHTTPRoute' is not supported",
      })
  void refusesSpecs(String spec, String field, String reason) {
    assertThat(Validated.violations(MeshCircuitBreakerPolicy.TYPE, spec))
        .containsExactly(new Violation(field, reason));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'disabled':true,'detectors':{'totalFailures':{}}}",
        "{'maxEjectionPercent':0,'healthyPanicThreshold':0,'detectors':{'failurePercentage':{'threshold':0}}}",
        "{'detectors':{'successRate':{'standardDeviationFactor':'0.001'}}}",
      })
  void accepts(String conf) {
    assertThat(Validated.violations(MeshCircuitBreakerPolicy.TYPE, outliers(conf))).isEmpty();
  }

  @Test
  void aNewMeshGetsOne() {
    assertThat(DefaultPolicies.of("blue", List.of("MeshTimeout")))
        .extracting(DefaultPolicy::name)
        .contains("mesh-circuit-breaker-all-blue");
  }
}
