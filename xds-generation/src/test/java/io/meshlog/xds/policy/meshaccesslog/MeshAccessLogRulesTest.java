package io.meshlog.xds.policy.meshaccesslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.resource.Violation;
import io.meshlog.xds.policy.Validated;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** policies.md 2.9, Validation */
class MeshAccessLogRulesTest {
  @Test
  void refusesAPolicyWithoutLists() {
    assertThat(Validated.violations(MeshAccessLogPolicy.TYPE, "{}"))
        .containsExactly(
            new Violation("spec", "at least one of 'from', 'to' or 'rules' has to be defined"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|.backends|must be defined",
        "{'backends':[{}]}|.backends[0].type|in body is required",
        "{'backends':[{'type':'File'}]}|.backends[0].file|must be defined",
        "{'backends':[{'type':'Tcp'}]}|.backends[0].tcp|must be defined",
        "{'backends':[{'type':'OpenTelemetry'}]}|.backends[0].openTelemetry|must be defined",
        "{'backends':[{'type':'File','file':{}}]}|.backends[0].file.path|in body is required",
        "{'backends':[{'type':'File','file':{'path':'log'}}]}|.backends[0].file.path|file backend requires a valid path",
        "{'backends':[{'type':'Tcp','tcp':{'address':'not an address'}}]}|.backends[0].tcp.address|tcp backend requires valid address",
        "{'backends':[{'type':'File','file':{'path':'/l','format':{'plain':'x'}}}]}|.backends[0].file.format.type|in body is required",
        "{'backends':[{'type':'File','file':{'path':'/l','format':{'type':'Plain'}}}]}|.backends[0].file.format.plain|must be defined",
        "{'backends':[{'type':'File','file':{'path':'/l','format':{'type':'Plain','plain':''}}}]}|.backends[0].file.format.plain|must not be empty",
        "{'backends':[{'type':'File','file':{'path':'/l','format':{'type':'Json'}}}]}|.backends[0].file.format.json|must be defined",
        "{'backends':[{'type':'File','file':{'path':'/l','format':{'type':'Json','json':[]}}}]}|.backends[0].file.format.json|must not be empty",
        "{'backends':[{'type':'File','file':{'path':'/l','format':{'type':'Json','json':[{'key':'','value':'b'}]}}}]}|.backends[0].file.format.json[0].key|key cannot be empty",
        "{'backends':[{'type':'File','file':{'path':'/l','format':{'type':'Json','json':[{'key':'a','value':''}]}}}]}|.backends[0].file.format.json[0].value|value cannot be empty",
        "{'backends':[{'type':'File','file':{'path':'/l','format':{'type':'Json','json':[{'key':'a','value':'\\\\'}]}}}]}|.backends[0].file.format.json[0]|is not a valid JSON object",
        "{'backends':[{'type':'OpenTelemetry','openTelemetry':{'backendRef':{'kind':'MeshService','name':'a'}}}]}|.backends[0].openTelemetry.backendRef.kind|value is not supported, must be one of [MeshOpenTelemetryBackend]",
        "{'backends':[{'type':'OpenTelemetry','openTelemetry':{'backendRef':{'kind':'MeshOpenTelemetryBackend'}}}]}|.backends[0].openTelemetry.backendRef|must have exactly one defined: name, labels",
        "{'backends':[{'type':'OpenTelemetry','openTelemetry':{'backendRef':{'kind':'MeshOpenTelemetryBackend','name':'a','labels':{'b':'c'}}}}]}|.backends[0].openTelemetry.backendRef|must have exactly one defined: name, labels",
        "{'backends':[{'type':'OpenTelemetry','openTelemetry':{}}]}|.backends[0].openTelemetry|openTelemetry must have exactly one defined: endpoint, backendRef",
      })
  void refusesConfs(String conf, String field, String reason) {
    for (String list : new String[] {"to", "from"}) {
      assertThat(
              Validated.violations(
                  MeshAccessLogPolicy.TYPE,
                  "{'" + list + "':[{'targetRef':{'kind':'Mesh'},'default':" + conf + "}]}"))
          .containsExactly(new Violation("spec." + list + "[0].default" + field, reason));
    }
    assertThat(
            Validated.violations(MeshAccessLogPolicy.TYPE, "{'rules':[{'default':" + conf + "}]}"))
        .containsExactly(new Violation("spec.rules[0].default" + field, reason));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'to':[{'targetRef':{'kind':'Mesh'},'default':{'backends':[]}}],'rules':[{'default':{'backends':[]}}]}|spec|fields 'to' and 'from' must be empty when 'rules' is defined",
        "{'from':[{'targetRef':{'kind':'MeshService','name':'a'},'default':{'backends':[]}}]}|spec.from[0].targetRef.kind|value 'MeshService' is not supported",
        "{'targetRef':{'kind':'MeshGateway','name':'g'},'to':[{'targetRef':{'kind':'MeshService','name':'a'},'default':{'backends':[]}}]}|spec.to[0].targetRef.kind|value 'MeshService' is not supported",
        "{'targetRef':{'kind':'MeshHTTPRoute','name':'g'},'to':[{'targetRef':{'kind':'Mesh'},'default':{'backends':[]}}]}|spec.targetRef.kind|value 'MeshHTTPRoute' is not supported",
        "{'rules':[{'matches':[{}],'default':{'backends':[]}}]}|spec.rules[0].matches[0]|must specify at least one of 'spiffeID' or 'sni'",
      })
  void refuses(String spec, String field, String reason) {
    assertThat(Validated.violations(MeshAccessLogPolicy.TYPE, spec))
        .containsExactly(new Violation(field, reason));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'to':[{'targetRef':{'kind':'Mesh'},'default':{'backends':[]}}]}",
        "{'to':[{'targetRef':{'kind':'MeshHTTPRoute','name':'r'},'default':{'backends':[{'type':'File','file':{'path':'/dev/stdout'}}]}}]}",
        "{'from':[{'targetRef':{'kind':'Mesh'},'default':{'backends':[{'type':'OpenTelemetry','openTelemetry':{'endpoint':'otel:4317','attributes':[{'key':'a.b_c','value':'x'}],'body':{'kvlistValue':{}}}}]}}]}",
        "{'targetRef':{'kind':'Dataplane','sectionName':'s'},'rules':[{'matches':[{'sni':{'type':'Exact','value':'a.b'}}],'default':{'backends':[{'type':'Tcp','tcp':{'address':'127.0.0.1:5000'}}]}}]}",
      })
  void accepts(String spec) {
    assertThat(Validated.violations(MeshAccessLogPolicy.TYPE, spec)).isEmpty();
  }

  @Test
  void refusesAnAttributeThatIsNoName() {
    String spec =
        "{'rules':[{'default':{'backends':[{'type':'OpenTelemetry','openTelemetry':"
            + "{'endpoint':'a:1','attributes':[{'key':'A','value':'b'}]}}]}}]}";
    assertThat(Validated.violations(MeshAccessLogPolicy.TYPE, spec))
        .containsExactly(
            new Violation(
                "spec.rules[0].default.backends[0].openTelemetry.attributes[0].key",
                "must match '^[a-z]([a-z0-9]|[._][a-z0-9])*$'"));
  }
}
