package io.meshlog.xds.policy.meshratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.resource.Violation;
import io.meshlog.xds.policy.Validated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** policies.md 2.7, Validation */
class MeshRateLimitRulesTest {
  private static final String RATE =
      "{'local':{'tcp':{'connectionRate':{'num':1,'interval':'1s'}}}}";

  private static String rule(String conf) {
    return "{'targetRef':{'kind':'Dataplane'},'rules':[{'default':" + conf + "}]}";
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{};;must be defined",
        "{'local':{}};;must have at least one defined: tcp, http",
        "{'local':{'http':{}}};.http;must have at least one defined: disabled, requestRate, onRateLimit",
        "{'local':{'tcp':{}}};.tcp;must have at least one defined: disabled, connectionRate",
        "{'local':{'http':{'requestRate':{'num':0,'interval':'1s'}}}};.http.requestRate.num;must be greater than 0",
        "{'local':{'http':{'requestRate':{'num':1,'interval':'50ms'}}}};.http.requestRate.interval;must be greater than: 50ms",
        "{'local':{'tcp':{'connectionRate':{'num':1,'interval':'1ms'}}}};.tcp.connectionRate.interval;must be greater than: 50ms",
        "{'local':{'http':{'requestRate':{'num':1}}}};.http.requestRate.interval;in body is required",
        "{'local':{'tcp':{'connectionRate':{'interval':'1s'}}}};.tcp.connectionRate.num;in body is required",
        "{'local':{'http':{'onRateLimit':{'status':0}}}};.http.onRateLimit.status;must be greater than 0",
        "{'local':{'http':{'onRateLimit':{'headers':{'set':[{'name':'A','value':'b'}]}}}}};.http.onRateLimit.headers.set[0].name;in body should match '^[a-z0-9!#$%&'*+\\-.^_\\x60|~]+$'",
      })
  void refusesConfs(String conf, String field, String reason) {
    assertThat(Validated.violations(MeshRateLimitPolicy.TYPE, rule(conf)))
        .containsExactly(
            new Violation("spec.rules[0].default.local" + (field == null ? "" : field), reason));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{};spec;at least one of 'from', 'to' or 'rules' has to be defined",
        "{'rules':[{'default':RATE}]};spec.rules;must not be defined",
        "{'targetRef':{'kind':'Mesh'},'from':[{'targetRef':{'kind':'Mesh'},'default':RATE}]};spec.from;must not be defined",
        "{'targetRef':{'kind':'MeshHTTPRoute','name':'r'},'from':[{'targetRef':{'kind':'Mesh'},'default':RATE}]};spec.from;must not be defined",
        "{'targetRef':{'kind':'Mesh','proxyTypes':['Sidecar']},'to':[{'targetRef':{'kind':'Mesh'},'default':RATE}]};spec.to;must not be defined",
        "{'targetRef':{'kind':'MeshGateway','name':'g'},'to':[{'targetRef':{'kind':'MeshService','name':'a'},'default':RATE}]};spec.to[0].targetRef.kind;value 'MeshService' is not supported",
        "{'targetRef':{'kind':'Dataplane'},'from':[{'targetRef':{'kind':'MeshService','name':'a'},'default':RATE}]};spec.from[0].targetRef.kind;value 'MeshService' is not supported",
        "{'targetRef':{'kind':'Dataplane'},'from':[{'targetRef':{'kind':'Mesh'},'default':RATE}],'rules':[{'default':RATE}]};spec;fields 'to' and 'from' must be empty when 'rules' is defined",
        "{'targetRef':{'kind':'Dataplane'},'rules':[{'matches':[{'spiffeID':{'type':'Exact','value':'spiffe://m/a'}}],'default':RATE}]};spec.rules[0].default.local.tcp;can't be specified when matches contain spiffeID because this field cannot be conditioned on source identity",
        "{'targetRef':{'kind':'Dataplane'},'rules':[{'matches':[{}],'default':RATE}]};spec.rules[0].matches[0];must specify at least one of 'spiffeID' or 'sni'",
      })
  void refusesSpecs(String spec, String field, String reason) {
    assertThat(Validated.violations(MeshRateLimitPolicy.TYPE, spec.replace("RATE", RATE)))
        .containsExactly(new Violation(field, reason));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'targetRef':{'kind':'Mesh','proxyTypes':['Sidecar']},'rules':[{'default':RATE}]}",
        "{'targetRef':{'kind':'Mesh'},'to':[{'targetRef':{'kind':'Mesh'},'default':RATE}]}",
        "{'targetRef':{'kind':'Dataplane','sectionName':'s'},'rules':[{'default':{'local':{'http':{'disabled':true}}}}]}",
      })
  void accepts(String spec) {
    assertThat(Validated.violations(MeshRateLimitPolicy.TYPE, spec.replace("RATE", RATE)))
        .isEmpty();
  }
}
