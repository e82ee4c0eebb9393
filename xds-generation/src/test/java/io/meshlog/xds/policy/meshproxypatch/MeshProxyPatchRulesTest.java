package io.meshlog.xds.policy.meshproxypatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.resource.Violation;
import io.meshlog.xds.policy.Validated;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** policies.md 2.14, Validation */
class MeshProxyPatchRulesTest {
  private static List<Violation> violations(String modification) {
    return Validated.violations(
        MeshProxyPatchPolicy.TYPE, "{'default':{'appendModifications':[" + modification + "]}}");
  }

  @Test
  void refusesAnEmptyList() {
    assertThat(Validated.violations(MeshProxyPatchPolicy.TYPE, "{'default':{}}"))
        .containsExactly(new Violation("spec.default.appendModifications", "must not be empty"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}||exactly one modification can be defined at a time. Currently, 0 modifications are defined",
        "{'cluster':{'operation':'Remove'},'listener':{'operation':'Remove'}}||exactly one modification can be defined at a time. Currently, 2 modifications are defined",
        "{'cluster':{}}|.cluster.operation|in body is required",
        "{'cluster':{'operation':'AddFirst'}}|.cluster.operation|in body should be one of [Add Remove Patch]",
        "{'httpFilter':{'operation':'Add'}}|.httpFilter.operation|in body should be one of [Remove Patch AddFirst AddBefore AddAfter AddLast]",
        "{'cluster':{'operation':'Add'}}|.cluster.value|must be defined",
        "{'cluster':{'operation':'Add','match':{},'value':'name: a'}}|.cluster.match|must not be defined",
        "{'listener':{'operation':'Add','match':{},'value':'name: a'}}|.listener.match|must not be defined",
        "{'virtualHost':{'operation':'Add','match':{'name':'x'},'value':'name: a'}}|.virtualHost.match.name|must not be defined",
        "{'cluster':{'operation':'Add','value':'connectTimeout: 1s'}}|.cluster.value|native Envoy resource is not valid: name must be defined",
        "{'cluster':{'operation':'Remove','value':'name: a'}}|.cluster.value|must not be defined",
        "{'networkFilter':{'operation':'Remove','value':'name: a'}}|.networkFilter.value|must not be defined",
        "{'cluster':{'operation':'Patch'}}|.cluster|cluster must have exactly one defined: value, jsonPatches",
        "{'cluster':{'operation':'Patch','value':'name: a','jsonPatches':[{'op':'remove','path':'/a'}]}}|.cluster|cluster must have only one type defined: value, jsonPatches",
        "{'cluster':{'operation':'Patch','value':'just text'}}|.cluster.value|native Envoy resource is not valid: not an object",
        "{'cluster':{'operation':'Patch','jsonPatches':[{'op':'test','path':'/a'}]}}|.cluster.jsonPatches[0].op|in body should be one of [add remove replace move copy]",
        "{'cluster':{'operation':'Patch','jsonPatches':[{'op':'remove','path':'/'}]}}|.cluster.jsonPatches[0].path|root path cannot be removed",
        "{'cluster':{'operation':'Patch','jsonPatches':[{'op':'remove'}]}}|.cluster.jsonPatches[0].path|in body is required",
        "{'cluster':{'operation':'Patch','jsonPatches':[{'op':'move','path':'/a'}]}}|.cluster.jsonPatches[0].from|\"from\" must not be empty when \"op\" is one of [\"move\", \"copy\"]",
        "{'cluster':{'operation':'Patch','jsonPatches':[{'op':'add','path':'/a'}]}}|.cluster.jsonPatches[0].value|\"value\" must not be empty when \"op\" is one of [\"add\", \"replace\"]",
        "{'cluster':{'operation':'Patch','jsonPatches':[{'op':'add','path':'/a','value':1,'from':'/b'}]}}|.cluster.jsonPatches[0].from|\"from\" is allowed only when \"op\" is one of [\"move\", \"copy\"]",
        "{'httpFilter':{'operation':'Patch','value':'name: a'}}|.httpFilter.match.name|must be defined",
        "{'httpFilter':{'operation':'AddBefore','value':'name: a'}}|.httpFilter.match.name|must be defined. You need to pick a filter before which this one will be added",
        "{'networkFilter':{'operation':'AddAfter','value':'name: a'}}|.networkFilter.match.name|must be defined. You need to pick a filter after which this one will be added",
      })
  void refuses(String modification, String field, String reason) {
    assertThat(violations(modification))
        .containsExactly(
            new Violation(
                "spec.default.appendModifications[0]" + (field == null ? "" : field), reason));
  }

  @Test
  void saysWhyAMessageIsNone() {
    assertThat(violations("{'cluster':{'operation':'Patch','value':'noSuchField: 1'}}"))
        .singleElement()
        .satisfies(violation -> {
          assertThat(violation.field())
              .isEqualTo("spec.default.appendModifications[0].cluster.value");
          assertThat(violation.reason())
              .startsWith("native Envoy resource is not valid: ")
              .contains("noSuchField");
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'cluster':{'operation':'Add','value':'{name: a, type: STATIC, connect_timeout: 1s}'}}",
        "{'listener':{'operation':'Remove','match':{'tags':{'a':'b'}}}}",
        "{'networkFilter':{'operation':'AddFirst','value':'{name: envoy.filters.network.direct_response, typedConfig: {\\u0022@type\\u0022: type.googleapis.com/envoy.extensions.filters.network.direct_response.v3.Config}}'}}",
        "{'virtualHost':{'operation':'Patch','jsonPatches':[{'op':'replace','path':'/domains/0','value':'a'}]}}",
      })
  void accepts(String modification) {
    assertThat(violations(modification)).isEmpty();
  }
}
