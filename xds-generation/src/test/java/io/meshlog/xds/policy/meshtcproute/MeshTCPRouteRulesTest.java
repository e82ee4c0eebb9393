package io.meshlog.xds.policy.meshtcproute;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Violation;
import io.meshlog.model.resource.WriteContext;
import io.meshlog.xds.policy.Validated;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** policies.md 2.3, Validation */
class MeshTCPRouteRulesTest {
  private static String rules(String rules) {
    return "{'to':[{'targetRef':{'kind':'MeshService','name':'a'},'rules':" + rules + "}]}";
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{'default':{}}]|[0].default.backendRefs|must be defined",
        "[{'default':{'backendRefs':[]}}]|[0].default.backendRefs|must be defined",
        "[{}]|[0].default|in body is required",
        "[{'default':{'backendRefs':[{'kind':'MeshService','name':'a'}]}},{'default':{'backendRefs':[{'kind':'MeshService','name':'a'}]}}]||in body should have at most 1 items",
        "[{'default':{'backendRefs':[{'kind':'MeshService','name':'a','weight':-1}]}}]|[0].default.backendRefs[0].weight|in body should be greater than or equal to 0",
        "[{'default':{'backendRefs':[{'kind':'Mesh'}]}}]|[0].default.backendRefs[0].kind|value 'Mesh' is not supported",
        "[{'default':{'backendRefs':[{'kind':'MeshServiceSubset'}]}}]|[0].default.backendRefs[0].name|must be set when kind is MeshServiceSubset",
        "[{'default':{'backendRefs':[{'kind':'MeshMultiZoneService','name':'a'}]}}]|[0].default.backendRefs[0].port|must be defined with kind MeshMultiZoneService",
      })
  void refusesRules(String rules, String field, String reason) {
    assertThat(Validated.violations(MeshTCPRoutePolicy.TYPE, rules(rules)))
        .containsExactly(new Violation("spec.to[0].rules" + (field == null ? "" : field), reason));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|spec.to|needs at least one item",
        "{'to':[{'rules':[]}]}|spec.to[0].targetRef|in body is required",
        "{'to':[{'targetRef':{'kind':'MeshService','name':'a'}}]}|spec.to[0].rules|in body is required",
        "{'to':[{'targetRef':{'kind':'Mesh'},'rules':[]}]}|spec.to[0].targetRef.kind|value 'Mesh' is not supported",
        "{'targetRef':{'kind':'MeshGateway','name':'g'},'to':[{'targetRef':{'kind':'MeshService','name':'a'},'rules':[]}]}|spec.to[0].targetRef.kind|value 'MeshService' is not supported",
        "{'targetRef':{'kind':'MeshHTTPRoute','name':'g'},'to':[{'targetRef':{'kind':'MeshService','name':'a'},'rules':[]}]}|spec.targetRef.kind|value 'MeshHTTPRoute' is not supported",
      })
  void refusesSpecs(String spec, String field, String reason) {
    assertThat(Validated.violations(MeshTCPRoutePolicy.TYPE, spec))
        .containsExactly(new Violation(field, reason));
  }

  @Test
  void storesTheWeightThatTheSchemaFillsIn() {
    String json = rules("[{'default':{'backendRefs':[{'kind':'MeshService','name':'a'}]}}]");
    MeshTCPRoute spec = SpecJson.read(MeshTCPRoutePolicy.TYPE, json.replace('\'', '"'));
    assertThat(Validated.violations(MeshTCPRoutePolicy.TYPE, json)).isEmpty();
    MeshTCPRoute stored =
        new MeshTCPRouteRules().stamp(spec, new WriteContext(Origin.GLOBAL, false)).spec();
    assertThat(SpecJson.write(MeshTCPRoutePolicy.TYPE, stored)).contains("\"weight\":1");
  }
}
