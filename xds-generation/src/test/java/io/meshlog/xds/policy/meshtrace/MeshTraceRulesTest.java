package io.meshlog.xds.policy.meshtrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.resource.Violation;
import io.meshlog.xds.policy.Validated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** policies.md 2.10, Validation */
class MeshTraceRulesTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|spec.default.backends|must be defined",
        "{'default':{'tags':[]}}|spec.default.backends|must be defined",
        "{'default':{'backends':[{'type':'Datadog','datadog':{'url':'http://a:1'}},{'type':'Datadog','datadog':{'url':'http://a:1'}}]}}|spec.default.backends|must have zero or one backend defined",
        "{'default':{'backends':[{'type':'Datadog'}]}}|spec.default.backends[0].datadog|must be defined",
        "{'default':{'backends':[{'type':'Zipkin'}]}}|spec.default.backends[0].zipkin|must be defined",
        "{'default':{'backends':[{'type':'OpenTelemetry'}]}}|spec.default.backends[0].openTelemetry|must be defined",
        "{'default':{'backends':[{'type':'Zipkin','zipkin':{'url':''}}]}}|spec.default.backends[0].zipkin.url|must not be empty",
        "{'default':{'backends':[{'type':'Zipkin','zipkin':{'url':'not a url'}}]}}|spec.default.backends[0].zipkin.url|must be a valid url",
        "{'default':{'backends':[{'type':'Zipkin','zipkin':{}}]}}|spec.default.backends[0].zipkin.url|in body is required",
        "{'default':{'backends':[{'zipkin':{'url':'http://a'}}]}}|spec.default.backends[0].type|in body is required",
        "{'default':{'backends':[{'type':'Datadog','datadog':{'url':'https://a:1'}}]}}|spec.default.backends[0].datadog.url|scheme must be http",
        "{'default':{'backends':[{'type':'Datadog','datadog':{'url':'http://a'}}]}}|spec.default.backends[0].datadog.url|port must be defined",
        "{'default':{'backends':[{'type':'Datadog','datadog':{'url':'http://a:70000'}}]}}|spec.default.backends[0].datadog.url|port must be a valid (1-65535)",
        "{'default':{'backends':[{'type':'Datadog','datadog':{'url':'http://a:1/x'}}]}}|spec.default.backends[0].datadog.url|path must not be defined",
        "{'default':{'backends':[{'type':'Datadog','datadog':{'url':'http://u@a:1'}}]}}|spec.default.backends[0].datadog.url|user must not be defined",
        "{'default':{'backends':[{'type':'Datadog','datadog':{'url':'http://a:1?q=1'}}]}}|spec.default.backends[0].datadog.url|query must not be defined",
        "{'default':{'backends':[{'type':'OpenTelemetry','openTelemetry':{'endpoint':'ftp://a:1'}}]}}|spec.default.backends[0].openTelemetry.endpoint|URL scheme must be http or https",
        "{'default':{'backends':[{'type':'OpenTelemetry','openTelemetry':{}}]}}|spec.default.backends[0].openTelemetry|openTelemetry must have exactly one defined: endpoint, backendRef",
        "{'default':{'backends':[],'tags':[{'name':'','literal':'a'}]}}|spec.default.tags[0].name|must not be empty",
        "{'default':{'backends':[],'tags':[{'name':'a'}]}}|spec.default.tags[0]|tag must have only one type defined: header, literal",
        "{'default':{'backends':[],'tags':[{'name':'a','literal':'b','header':{'name':'c'}}]}}|spec.default.tags[0]|tag must have only one type defined: header, literal",
        "{'default':{'backends':[],'sampling':{'client':101}}}|spec.default.sampling.client|must be between 0 and 100",
        "{'default':{'backends':[],'sampling':{'random':'-0.1'}}}|spec.default.sampling.random|must be between 0 and 100",
        "{'default':{'backends':[],'sampling':{'overall':'many'}}}|spec.default.sampling.overall|string is not a number",
        "{'targetRef':{'kind':'MeshHTTPRoute','name':'r'},'default':{'backends':[]}}|spec.targetRef.kind|value 'MeshHTTPRoute' is not supported",
        "{'targetRef':{'kind':'Dataplane','sectionName':'s'},'default':{'backends':[]}}|spec.targetRef.sectionName|can only be used with inbound policies",
        "{'targetRef':{'kind':'MeshGateway','name':'g','tags':{'a':'b'}},'default':{'backends':[]}}|spec.targetRef.tags|must not be set with kind MeshGateway",
      })
  void refuses(String spec, String field, String reason) {
    assertThat(Validated.violations(MeshTracePolicy.TYPE, spec))
        .containsExactly(new Violation(field, reason));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'default':{'backends':[]}}",
        "{'default':{'backends':[{'type':'Zipkin','zipkin':{'url':'https://z/api/v2/spans'}}],'sampling':{'overall':'0.5','client':0,'random':100}}}",
        "{'default':{'backends':[{'type':'OpenTelemetry','openTelemetry':{'endpoint':'otel:4317'}}]}}",
        "{'default':{'backends':[{'type':'OpenTelemetry','openTelemetry':{'endpoint':'http://otel:4318/v1/traces'}}]}}",
        "{'default':{'backends':[{'type':'OpenTelemetry','openTelemetry':{'backendRef':{'kind':'MeshOpenTelemetryBackend','labels':{'a':'b'}}}}]}}",
      })
  void accepts(String spec) {
    assertThat(Validated.violations(MeshTracePolicy.TYPE, spec)).isEmpty();
  }
}
