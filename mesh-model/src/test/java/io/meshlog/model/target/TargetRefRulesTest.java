package io.meshlog.model.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Violation;
import io.meshlog.model.resource.Violations;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** policies.md 1.2 */
class TargetRefRulesTest {
  private static final RefPosition ANY =
      new RefPosition(EnumSet.allOf(TargetKind.class), false, false);

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|r.kind|must be defined",
        "{'kind':'Mesh','name':'a'}|r.name|using name with kind Mesh is not yet supported",
        "{'kind':'Mesh','tags':{'a':'b'}}|r.tags|must not be set with kind Mesh",
        "{'kind':'Mesh','mesh':'m'}|r.mesh|must not be set with kind Mesh",
        "{'kind':'Mesh','labels':{'a':'b'}}|r.labels|must not be set with kind Mesh",
        "{'kind':'Mesh','namespace':'n'}|r.namespace|must not be set with kind Mesh",
        "{'kind':'Mesh','sectionName':'s'}|r.sectionName|must not be set with kind Mesh",
        "{'kind':'Mesh','proxyTypes':[]}|r.proxyTypes|must be undefined or have at least one element",
        "{'kind':'Dataplane','name':'a','labels':{'a':'b'}}|r.labels|either labels or name and namespace must be specified",
        "{'kind':'Dataplane','name':'a','sectionName':'s'}|r.sectionName|can only be used with inbound policies",
        "{'kind':'Dataplane','tags':{'a':'b'}}|r.tags|must not be set with kind Dataplane",
        "{'kind':'Dataplane','proxyTypes':['Sidecar']}|r.proxyTypes|must not be set with kind Dataplane",
        "{'kind':'Dataplane','name':'UPPER'}|r.name|invalid characters: must consist of lower case alphanumeric characters, '-', '.' and '_'.",
        "{'kind':'MeshSubset','name':'a'}|r.name|must not be set with kind MeshSubset",
        "{'kind':'MeshService'}|r|name or labels must be set when kind is MeshService",
        "{'kind':'MeshService','name':'a','labels':{'a':'b'}}|r.labels|either labels or name and namespace must be specified",
        "{'kind':'MeshService','name':'a','tags':{'a':'b'}}|r.tags|must not be set with kind MeshService",
        "{'kind':'MeshExternalService','name':'a','labels':{'a':'b'}}|r.labels|either labels or name must be specified",
        "{'kind':'MeshExternalService','name':'a','sectionName':'s'}|r.sectionName|must not be set with kind MeshExternalService",
        "{'kind':'MeshHTTPRoute'}|r|name or labels must be set when kind is MeshHTTPRoute",
        "{'kind':'MeshServiceSubset','tags':{'a':'b'}}|r.name|must be set when kind is MeshServiceSubset",
        "{'kind':'MeshGateway'}|r.name|must be set when kind is MeshGateway",
        "{'kind':'MeshGateway','name':'a','tags':{'a':'b'}}|r.tags|must not be set with kind MeshGateway",
      })
  void refuses(String ref, String field, String reason) {
    assertThat(check(ref, ANY)).containsExactly(new Violation(field, reason));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'kind':'Mesh'}",
        "{'kind':'Mesh','proxyTypes':['Sidecar']}",
        "{'kind':'Dataplane'}",
        "{'kind':'Dataplane','name':'a','namespace':'n'}",
        "{'kind':'Dataplane','labels':{'a':'b'}}",
        "{'kind':'MeshSubset','tags':{'a':'b'},'proxyTypes':['Gateway']}",
        "{'kind':'MeshSubset'}",
        "{'kind':'MeshService','name':'a','sectionName':'http'}",
        "{'kind':'MeshService','labels':{'a':'b'}}",
        "{'kind':'MeshMultiZoneService'}",
        "{'kind':'MeshServiceSubset','name':'a_b','tags':{'a':'b'}}",
        "{'kind':'MeshGateway','name':'a'}",
      })
  void accepts(String ref) {
    assertThat(check(ref, ANY)).isEmpty();
  }

  @Test
  void namesOnlyTheKindWhenThePositionDoesNotTakeIt() {
    assertThat(check("{'kind':'MeshGateway','labels':{'a':'b'}}", RefPosition.of(TargetKind.MESH)))
        .containsExactly(new Violation("r.kind", "value 'MeshGateway' is not supported"));
  }

  @Test
  void takesASectionOfADataplaneInInboundPoliciesAndListenerTagsWhereAllowed() {
    RefPosition top = RefPosition.top(true, TargetKind.MESH_GATEWAY);
    assertThat(check("{'kind':'Dataplane','name':'a','sectionName':'s'}", top)).isEmpty();
    assertThat(check("{'kind':'MeshGateway','name':'a','tags':{'a':'b'}}", top)).isEmpty();
  }

  @Test
  void theSchemaKnowsTheKindsAndProxyTypes() {
    Violations found = Violations.collector();
    TargetRefRules.schema(ref("{'kind':'Meshh','proxyTypes':['Sidecar','Car']}"), found);
    assertThat(found.list())
        .containsExactly(
            new Violation(
                "kind",
                "in body should be one of [Mesh MeshSubset MeshGateway MeshService MeshExternalService MeshMultiZoneService MeshServiceSubset MeshHTTPRoute Dataplane]"),
            new Violation("proxyTypes[1]", "in body should be one of [Sidecar Gateway]"));
  }

  @Test
  void aBackendOfKindMeshMultiZoneServiceNeedsAPort() {
    Violations found = Violations.collector();
    BackendRef backend =
        SpecJson.plain()
            .readValue("{\"kind\":\"MeshMultiZoneService\",\"name\":\"a\"}", BackendRef.class);
    TargetRefRules.validateBackend(
        backend, EnumSet.of(TargetKind.MESH_MULTI_ZONE_SERVICE), found.at("b"));
    assertThat(found.list())
        .containsExactly(new Violation("b.port", "must be defined with kind MeshMultiZoneService"));
  }

  private static List<Violation> check(String ref, RefPosition position) {
    Violations found = Violations.collector();
    TargetRefRules.validate(ref(ref), position, found.at("r"));
    return found.list();
  }

  private static TargetRef ref(String json) {
    return SpecJson.plain().readValue(json.replace('\'', '"'), TargetRef.class);
  }
}
