package io.meshlog.xds.policy.meshhttproute;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Violation;
import io.meshlog.model.resource.WriteContext;
import io.meshlog.xds.policy.Validated;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** policies.md 2.2, Validation */
class MeshHTTPRouteRulesTest {
  private static final String ROOT = "{'path':{'type':'PathPrefix','value':'/'}}";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'path':{'type':'PathPrefix','value':'a'}}|path.value|must be an absolute path",
        "{'path':{'type':'Exact','value':'a'}}|path.value|must be an absolute path",
        "{'path':{'type':'PathPrefix','value':'/a/'}}|path.value|does not need a trailing slash because only a `/`-separated prefix or an entire path is matched",
        "{'headers':[{'type':'Present','name':'a','value':'b'}]}|headers[0].value|must not be defined",
        "{'headers':[{'type':'Absent','name':'a','value':'b'}]}|headers[0].value|must not be defined",
        "{'queryParams':[{'type':'Exact','name':'a','value':'1'},{'type':'Exact','name':'a','value':'2'}]}|queryParams[1].name|multiple entries for name a",
        "{'path':{'value':'/a'}}|path.type|in body is required",
      })
  void refusesAMatch(String match, String field, String reason) {
    assertThat(violations("{'matches':[" + match + "],'default':{}}"))
        .containsExactly(new Violation("spec.to[0].rules[0].matches[0]." + field, reason));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'RequestHeaderModifier'}|requestHeaderModifier|must be defined",
        "{'type':'ResponseHeaderModifier'}|responseHeaderModifier|must be defined",
        "{'type':'RequestRedirect'}|requestRedirect|must be defined",
        "{'type':'URLRewrite'}|urlRewrite|must be defined",
        "{'type':'RequestMirror'}|requestMirror|must be defined",
        "{'type':'RequestHeaderModifier','requestHeaderModifier':{}}|requestHeaderModifier|must have at least one defined: set, add, remove",
        "{'type':'RequestHeaderModifier','requestHeaderModifier':{'set':[{'name':'a','value':'1'}],'add':[{'name':'A','value':'1'}]}}|requestHeaderModifier.add[0].name|duplicate header name",
        "{'type':'RequestRedirect','requestRedirect':{'hostname':'10.0.0.1'}}|requestRedirect.hostname|cannot be an IP address",
        "{'type':'RequestRedirect','requestRedirect':{'statusCode':200}}|requestRedirect.statusCode|in body should be one of [301 302 303 307 308]",
        "{'type':'URLRewrite','urlRewrite':{'hostToBackendHostname':true}}|urlRewrite.hostToBackendHostname|must not be defined",
        "{'type':'RequestMirror','requestMirror':{'backendRef':{'kind':'MeshExternalService','name':'a'}}}|requestMirror.backendRef.kind|value 'MeshExternalService' is not supported",
        "{'type':'RequestMirror','requestMirror':{'percentage':101,'backendRef':{'kind':'MeshService','name':'a'}}}|requestMirror.percentage|must be in inclusive range [0.0, 100.0]",
        "{}|type|in body is required",
      })
  void refusesAFilter(String filter, String field, String reason) {
    assertThat(violations("{'matches':[" + ROOT + "],'default':{'filters':[" + filter + "]}}"))
        .containsExactly(new Violation("spec.to[0].rules[0].default.filters[0]." + field, reason));
  }

  @Test
  void headerNamesAreLowerCase() {
    assertThat(violations("{'matches':[{'headers':[{'name':'Upper'}]}],'default':{}}"))
        .containsExactly(
            new Violation(
                "spec.to[0].rules[0].matches[0].headers[0].name",
                "in body should match '^[a-z0-9!#$%&'*+\\-.^_\\x60|~]+$'"));
  }

  @Test
  void aPrefixCanOnlyBeReplacedWhereAllMatchesHaveOne() {
    assertThat(
            violations(
                "{'matches':[{'path':{'type':'Exact','value':'/a'}}],'default':{'filters':[{'type':'URLRewrite','urlRewrite':{'path':{'type':'ReplacePrefixMatch','replacePrefixMatch':'/b'}}}]}}"))
        .containsExactly(
            new Violation(
                "spec.to[0].rules[0].default.filters[0].urlRewrite.path.replacePrefixMatch",
                "can only appear if all matches match a path prefix"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|spec.to|needs at least one item",
        "{'to':[{'targetRef':{'kind':'Mesh'},'rules':[]}]}|spec.to[0].targetRef.kind|value 'Mesh' is not supported",
        "{'targetRef':{'kind':'MeshHTTPRoute','name':'r'},'to':[{'targetRef':{'kind':'MeshService','name':'a'},'rules':[]}]}|spec.targetRef.kind|value 'MeshHTTPRoute' is not supported",
        "{'to':[{'targetRef':{'kind':'MeshService','name':'a'},'hostnames':['x'],'rules':[]}]}|spec.to[0].hostnames|must not be defined",
        "{'to':[{'targetRef':{'kind':'MeshService','name':'a'}}]}|spec.to[0].rules|in body is required",
        "{'to':[{'targetRef':{'kind':'MeshService','name':'a'},'rules':[{'default':{}}]}]}|spec.to[0].rules[0].matches|in body is required",
        "{'to':[{'targetRef':{'kind':'MeshService','name':'a'},'rules':[{'matches':[],'default':{}}]}]}|spec.to[0].rules[0].matches|in body should have at least 1 items",
        "{'to':[{'targetRef':{'kind':'MeshService','name':'a'},'rules':[{'matches':[{}]}]}]}|spec.to[0].rules[0].default|in body is required",
        "{'to':[{'targetRef':{'kind':'MeshService','name':'a'},'rules':[{'matches':[{}],'default':{'backendRefs':[{'kind':'Mesh'}]}}]}]}|spec.to[0].rules[0].default.backendRefs[0].kind|value 'Mesh' is not supported",
        "{'targetRef':{'kind':'MeshGateway','name':'g'},'to':[{'targetRef':{'kind':'Mesh'},'rules':[{'matches':[{}],'default':{}}]}]}|spec.to[0].rules[0].default.backendRefs|must not be empty",
      })
  void refuses(String spec, String field, String reason) {
    assertThat(Validated.violations(MeshHTTPRoutePolicy.TYPE, spec))
        .containsExactly(new Violation(field, reason));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'matches':[{}],'default':{}}",
        "{'matches':[{'path':{'type':'RegularExpression','value':'.*'},'method':'GET'}],'default':{'backendRefs':[{'kind':'MeshServiceSubset','name':'a','tags':{'v':'1'},'weight':0}]}}",
        "{'matches':[{'path':{'type':'PathPrefix','value':'/a'}}],'default':{'filters':[{'type':'URLRewrite','urlRewrite':{'path':{'type':'ReplacePrefixMatch','replacePrefixMatch':'/b'}}}]}}",
      })
  void accepts(String rule) {
    assertThat(violations(rule)).isEmpty();
  }

  @Test
  void completesWhatTheUserMayLeaveOut() {
    MeshHTTPRoute spec =
        SpecJson.read(
            MeshHTTPRoutePolicy.TYPE,
            """
            {"to":[{"targetRef":{"kind":"MeshService","name":"a"},"rules":[{
              "matches":[{"headers":[{"name":"x","value":"y"}]}],
              "default":{"filters":[{"type":"RequestRedirect","requestRedirect":{"scheme":"https"}}],
                         "backendRefs":[{"kind":"MeshService","name":"b"}]}}]}]}\
            """);
    MeshHTTPRoute stamped =
        MeshHTTPRoutePolicy.TYPE.rules().stamp(spec, new WriteContext(Origin.GLOBAL, false)).spec();
    assertThat(SpecJson.write(MeshHTTPRoutePolicy.TYPE, stamped))
        .contains("\"type\":\"Exact\"", "\"statusCode\":302", "\"weight\":1");
  }

  private static java.util.List<Violation> violations(String rule) {
    return Validated.violations(
        MeshHTTPRoutePolicy.TYPE,
        "{'to':[{'targetRef':{'kind':'MeshService','name':'a'},'rules':[" + rule + "]}]}");
  }
}
