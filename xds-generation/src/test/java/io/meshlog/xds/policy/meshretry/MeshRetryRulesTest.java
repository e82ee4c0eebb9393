package io.meshlog.xds.policy.meshretry;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Violation;
import io.meshlog.model.resource.WriteContext;
import io.meshlog.xds.policy.DefaultPolicies;
import io.meshlog.xds.policy.Policy.DefaultPolicy;
import io.meshlog.xds.policy.Validated;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** policies.md 2.5, Validation */
class MeshRetryRulesTest {
  private static String toMesh(String conf) {
    return "{'to':[{'targetRef':{'kind':'Mesh'},'default':" + conf + "}]}";
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}||at least one of the 'tcp', 'http', 'grpc' must be specified",
        "{'tcp':{}}|.tcp|must not be empty",
        "{'tcp':{'maxConnectAttempt':0}}|.tcp.maxConnectAttempt|must be greater than 0",
        "{'http':{}}|.http|must not be empty",
        "{'grpc':{}}|.grpc|must not be empty",
        "{'http':{'backOff':{}}}|.http.backOff|must not be empty",
        "{'http':{'backOff':{'baseInterval':'0s'}}}|.http.backOff.baseInterval|must be greater than zero when defined",
        "{'grpc':{'backOff':{'maxInterval':'-1s'}}}|.grpc.backOff.maxInterval|must be greater than zero when defined",
        "{'http':{'rateLimitedBackOff':{}}}|.http.rateLimitedBackOff.resetHeaders|must be defined",
        "{'http':{'rateLimitedBackOff':{'resetHeaders':[{'name':'a','format':'Seconds'}],'maxInterval':'0s'}}}|.http.rateLimitedBackOff.maxInterval|must be defined and greater than zero",
        "{'grpc':{'rateLimitedBackOff':{'resetHeaders':[{'name':'','format':'Seconds'}]}}}|.grpc.rateLimitedBackOff.resetHeaders[0].name|must be defined",
        "{'http':{'retryOn':['5xx','5XX']}}|.http.retryOn[1]|unknown item '5XX'",
        "{'http':{'retryOn':['600']}}|.http.retryOn[0]|unknown item '600'",
        "{'http':{'hostSelection':[{'predicate':'OmitHostsWithTags'}]}}|.http.hostSelection[0].tags|must be defined",
        "{'http':{'hostSelection':[{'predicate':'OmitPreviousPriorities'},{'predicate':'OmitPreviousPriorities'}]}}|.http.hostSelection[1].predicate|OmitPreviousPriorities must only be specified once",
        "{'http':{'hostSelection':[{'predicate':'OmitPreviousPriorities','updateFrequency':0}]}}|.http.hostSelection[0].updateFrequency|must be defined and greater than zero",
      })
  void refusesConfs(String conf, String field, String reason) {
    assertThat(Validated.violations(MeshRetryPolicy.TYPE, toMesh(conf)))
        .containsExactly(
            new Violation("spec.to[0].default.conf" + (field == null ? "" : field), reason));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|spec.to|needs at least one item",
        "{'to':[{'default':{}}]}|spec.to[0].targetRef|in body is required",
        "{'to':[{'targetRef':{'kind':'MeshSubset'},'default':{'tcp':{'maxConnectAttempt':1}}}]}|spec.to[0].targetRef.kind|value 'MeshSubset' is not supported",
        "{'targetRef':{'kind':'MeshHTTPRoute','name':'r'},'to':[{'targetRef':{'kind':'MeshService','name':'a'},'default':{'tcp':{'maxConnectAttempt':1}}}]}|spec.to[0].targetRef.kind|value 'MeshService' is not supported",
        "{'targetRef':{'kind':'Dataplane','sectionName':'s'},'to':[{'targetRef':{'kind':'Mesh'},'default':{'tcp':{'maxConnectAttempt':1}}}]}|spec.targetRef.sectionName|can only be used with inbound policies",
        "{'to':[{'targetRef':{'kind':'Mesh'},'default':{'http':{'numRetries':-1}}}]}|spec.to[0].default.http.numRetries|must be in inclusive range [0, 4294967295]",
        "{'to':[{'targetRef':{'kind':'Mesh'},'default':{'http':{'hostSelection':[{}]}}}]}|spec.to[0].default.http.hostSelection[0].predicate|in body is required",
        "{'to':[{'targetRef':{'kind':'Mesh'},'default':{'http':{'retriableRequestHeaders':[{}]}}}]}|spec.to[0].default.http.retriableRequestHeaders[0].name|in body is required",
        "{'to':[{'targetRef':{'kind':'Mesh'},'default':{'http':{'rateLimitedBackOff':{'resetHeaders':[{'name':'a'}]}}}}]}|spec.to[0].default.http.rateLimitedBackOff.resetHeaders[0].format|in body is required",
      })
  void refusesSpecs(String spec, String field, String reason) {
    assertThat(Validated.violations(MeshRetryPolicy.TYPE, spec))
        .containsExactly(new Violation(field, reason));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'http':{'numRetries':0}}",
        "{'http':{'retryOn':['404','HttpMethodTrace','Http3PostConnectFailure']}}",
        "{'grpc':{'perTryTimeout':'0s'}}",
        "{'http':{'hostSelection':[{'predicate':'OmitPreviousPriorities'}]}}",
      })
  void accepts(String conf) {
    assertThat(Validated.violations(MeshRetryPolicy.TYPE, toMesh(conf))).isEmpty();
  }

  @Test
  void storesWhatTheSchemaFillsIn() {
    MeshRetry spec =
        SpecJson.read(
            MeshRetryPolicy.TYPE,
            toMesh(
                    "{'http':{'hostSelection':[{'predicate':'OmitPreviousHosts'}],'retriableRequestHeaders':[{'name':'a','value':'b'}]}}")
                .replace('\'', '"'));
    MeshRetry stored =
        new MeshRetryRules().stamp(spec, new WriteContext(Origin.GLOBAL, false)).spec();
    assertThat(SpecJson.write(MeshRetryPolicy.TYPE, stored))
        .contains("\"updateFrequency\":2")
        .contains("\"type\":\"Exact\"");
  }

  @Test
  void aNewMeshGetsOne() {
    assertThat(DefaultPolicies.of("blue", List.of("MeshTimeout")))
        .extracting(DefaultPolicy::name)
        .contains("mesh-retry-all-blue");
    assertThat(DefaultPolicies.of("blue", List.of("MeshRetry")))
        .extracting(DefaultPolicy::name)
        .doesNotContain("mesh-retry-all-blue");
  }
}
