package io.meshlog.xds.policy.meshtrafficpermission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshlog.model.resource.Violation;
import io.meshlog.xds.policy.Validated;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

/** policies.md 2.1, Validation */
class MeshTrafficPermissionRulesTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|spec|at least one of 'from' or 'rules' has to be defined",
        "{'from':[{'targetRef':{'kind':'Mesh'},'default':{'action':'Allow'}}],'rules':[{'default':{'allow':[{'spiffeID':{'type':'Exact','value':'spiffe://m/a'}}]}}]}|spec|field 'from' must be empty when 'rules' is defined",
        "{'from':[{'targetRef':{'kind':'Mesh'},'default':{}}]}|spec.from[0].default.action|must be defined",
        "{'from':[{'targetRef':{'kind':'Mesh'}}]}|spec.from[0].default.action|must be defined",
        "{'from':[{'targetRef':{'kind':'Dataplane'},'default':{'action':'Deny'}}]}|spec.from[0].targetRef.kind|value 'Dataplane' is not supported",
        "{'targetRef':{'kind':'MeshGateway','name':'g'},'from':[{'targetRef':{'kind':'Mesh'},'default':{'action':'Deny'}}]}|spec.targetRef.kind|value 'MeshGateway' is not supported",
        "{'rules':[{'default':{}}]}|spec.rules[0]|at least one of 'allow', 'allowWithShadowDeny', 'deny' has to be defined",
        "{'rules':[{'default':{'allow':[{'spiffeID':{'type':'Prefix','value':'spiffe://m/'}}]}}]}|spec.rules[0].allow[0].spiffeID|must be a valid Spiffe ID: path cannot have a trailing slash",
        "{'rules':[{'default':{'deny':[{}]}}]}|spec.rules[0].deny[0]|must specify at least one of 'spiffeID' or 'sni'",
      })
  void refuses(String spec, String field, String reason) {
    assertThat(Validated.violations(MeshTrafficPermissionPolicy.TYPE, spec))
        .containsExactly(new Violation(field, reason));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'from':[{'targetRef':{'kind':'MeshSubset','tags':{'a':'b'}},'default':{'action':'AllowWithShadowDeny'}}]}",
        "{'targetRef':{'kind':'Dataplane','labels':{'app':'a'},'sectionName':'s'},'rules':[{'default':{'deny':[{'sni':{'type':'Exact','value':'a'}}]}}]}",
      })
  void accepts(String spec) {
    assertThat(Validated.violations(MeshTrafficPermissionPolicy.TYPE, spec)).isEmpty();
  }

  @Test
  void anUnknownActionDoesNotBind() {
    assertThatThrownBy(() ->
            Validated.violations(
                MeshTrafficPermissionPolicy.TYPE,
                "{'from':[{'targetRef':{'kind':'Mesh'},'default':{'action':'ALLOW'}}]}"))
        .isInstanceOf(JacksonException.class);
  }
}
