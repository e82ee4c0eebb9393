package io.meshlog.xds.policy.meshtls;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.resource.Violation;
import io.meshlog.xds.policy.Validated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** policies.md 2.15, Validation */
class MeshTLSRulesTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|spec|at least one of 'from' or 'rules' has to be defined",
        "{'from':[{'targetRef':{'kind':'Mesh'},'default':{}}],'rules':[{'default':{}}]}|spec|field 'from' must be empty when 'rules' is defined",
        "{'from':[{'targetRef':{'kind':'MeshService','name':'a'},'default':{}}]}|spec.from[0].targetRef.kind|value 'MeshService' is not supported",
        "{'from':[{'default':{}}]}|spec.from[0].targetRef|in body is required",
        "{'targetRef':{'kind':'MeshService','name':'a'},'rules':[{'default':{}}]}|spec.targetRef.kind|value 'MeshService' is not supported",
        "{'targetRef':{'kind':'MeshGateway','name':'a'},'rules':[{'default':{}}]}|spec.targetRef.kind|value 'MeshGateway' is not supported",
        "{'rules':[{'default':{'tlsVersion':{'min':'TLS13','max':'TLS12'}}}]}|spec.rules[0].default.tlsVersion.min|min version must be lower than max",
        "{'targetRef':{'kind':'MeshSubset','tags':{'a':'b'}},'rules':[{'default':{'tlsVersion':{'min':'TLS12'}}}]}|spec.rules[0].default.tlsVersion|tlsVersion can only be defined with top level targetRef kind: Mesh",
        "{'targetRef':{'kind':'Dataplane'},'from':[{'targetRef':{'kind':'Mesh'},'default':{'tlsCiphers':['ECDHE-RSA-AES128-GCM-SHA256']}}]}|spec.from[0].default.tlsCiphers|tlsCiphers can only be defined with top level targetRef kind: Mesh",
        "{'rules':[{'default':{'tlsCiphers':['NULL']}}]}|spec.rules[0].default.tlsCiphers[0]|in body should be one of [ECDHE-ECDSA-AES128-GCM-SHA256 ECDHE-ECDSA-AES256-GCM-SHA384 ECDHE-ECDSA-CHACHA20-POLY1305 ECDHE-RSA-AES128-GCM-SHA256 ECDHE-RSA-AES256-GCM-SHA384 ECDHE-RSA-CHACHA20-POLY1305]",
      })
  void refuses(String spec, String field, String reason) {
    assertThat(Validated.violations(MeshTLSPolicy.TYPE, spec))
        .containsExactly(new Violation(field, reason));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'rules':[{'default':{'mode':'Strict','tlsVersion':{'min':'TLS12','max':'TLS12'}}}]}",
        "{'rules':[{'default':{'tlsVersion':{'min':'TLS13','max':'TLSAuto'}}}]}",
        "{'targetRef':{'kind':'Dataplane','name':'a','sectionName':'s'},'rules':[{'default':{'mode':'Permissive'}}]}",
        "{'targetRef':{'kind':'Mesh','proxyTypes':['Sidecar']},'from':[{'targetRef':{'kind':'Mesh'},'default':{'tlsCiphers':['ECDHE-RSA-AES128-GCM-SHA256']}}]}",
      })
  void accepts(String spec) {
    assertThat(Validated.violations(MeshTLSPolicy.TYPE, spec)).isEmpty();
  }
}
