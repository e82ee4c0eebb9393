package io.meshlog.model.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Violation;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.types.CoreTypes;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** rest-and-dataplane-protocol.md 2.8. */
class MeshRulesTest {
  private static final MeshRules RULES = new MeshRules();
  private static final String CA =
      "{'mtls':{'enabledBackend':'ca-1','backends':[{'name':'ca-1','type':'builtin'}]}}";
  private static final String CA_2 = CA.replace("ca-1", "ca-2");

  private static MeshSpec spec(String json) {
    return SpecJson.read(CoreTypes.MESH, json.replace('\'', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'mtls':{'backends':[{'name':'a','type':'builtin'},{'name':'b','type':'builtin'}]}}|mtls.backends|cannot have more than 1 backends",
        "{'mtls':{'enabledBackend':'x'}}|mtls.enabledBackend|has to be set to one of the backends in the mesh",
        "{'mtls':{'backends':[{'name':'a','type':'builtin','dpCert':{'rotation':{'expiration':'soon'}}}]}}|mtls.dpcert.rotation.expiration|has to be a valid format",
        "{'mtls':{'backends':[{'name':'a','type':'builtin','dpCert':{'rotation':{'expiration':'0s'}}}]}}|mtls.dpcert.rotation.expiration|has to be a valid format",
        "{'mtls':{'backends':[{'type':'builtin'}]}}|mtls.backends[0].name|cannot be empty",
        "{'routing':{'zoneEgress':true}}|mtls|has to be set when zoneEgress enabled",
        "{'constraints':{'dataplaneProxy':{'requirements':[{}]}}}|constraints.dataplaneProxy.requirements[0].tags|must have at least one tag",
        "{'constraints':{'dataplaneProxy':{'restrictions':[{'tags':{}}]}}}|constraints.dataplaneProxy.restrictions[0].tags|must have at least one tag",
        "{'logging':{'backends':[{'name':'a','type':'tcp','conf':{'address':'x'}}]}}|logging.backends[0].config.address|has to be in format of HOST:PORT",
        "{'logging':{'defaultBackend':'x'}}|logging.defaultBackend|has to be set to one of the logging backend in mesh",
        "{'tracing':{'backends':[{'name':'a','type':'zipkin','conf':{'url':'x'}}]}}|tracing.backends[0].config.url|invalid URL",
        "{'tracing':{'backends':[{'name':'a','type':'datadog','sampling':100.1}]}}|tracing.backends[0].sampling|has to be in [0.0 - 100.0] range",
        "{'meshServices':{'mode':'Maybe'}}|meshServices.mode|must be one of Disabled, Everywhere, ReachableBackends, Exclusive",
      })
  void refuses(String json, String field, String reason) {
    Violations violations = Violations.collector();
    RULES.validate(spec(json), violations);
    assertThat(violations.list()).containsExactly(new Violation(field, reason));
  }

  @Test
  void namesTheSecondOfTwoEqualBackends() {
    Violations violations = Violations.collector();
    RULES.validate(
        spec("{'mtls':{'backends':[{'name':'a','type':'builtin'},{'name':'a','type':'builtin'}]}}"),
        violations);
    assertThat(violations.list())
        .contains(
            new Violation(
                "mtls.backends[1].name", "\"a\" name is already used for another backend"));
  }

  @Test
  void refusesAnotherCaWhileMutualTlsIsOn() {
    Violations violations = Violations.collector();
    RULES.guard("m", spec(CA), spec(CA_2), violations);
    assertThat(violations.list())
        .extracting(Violation::field)
        .containsExactly("mtls.enabledBackend");
    Violations off = Violations.collector();
    RULES.guard("m", spec("{}"), spec(CA_2), off);
    RULES.guard("m", spec(CA), spec("{}"), off);
    assertThat(off.list()).isEmpty();
  }

  @Test
  void refusesACaTypeNoOneMakes() {
    Violations violations = Violations.collector();
    RULES.guard("m", null, spec("{'mtls':{'backends':[{'name':'a','type':'vault'}]}}"), violations);
    assertThat(violations.list())
        .containsExactly(
            new Violation(
                "mtls.backends[0].type", "could not find installed plugin for this type"));
  }

  @Test
  void boundsTheNameOnCreationAndWarnsOfDots() {
    Violations violations = Violations.collector();
    RULES.guard("m".repeat(64), null, MeshSpec.EMPTY, violations);
    assertThat(violations.list())
        .containsExactly(new Violation("name", "cannot be longer than 63 characters"));
    assertThat(RULES.warnings("a.b", MeshSpec.EMPTY)).hasSize(1);
    assertThat(RULES.warnings("a-b", MeshSpec.EMPTY)).isEmpty();
  }

  @Test
  void readsDurationsUpToYears() {
    assertThat(MeshDuration.parse("1d12h")).contains(Duration.ofHours(36));
    assertThat(MeshDuration.parse("10y")).contains(Duration.ofDays(3650));
    assertThat(MeshDuration.parse("250ms")).contains(Duration.ofMillis(250));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "d", "1d2", "-1d", "1x"})
  void takesNothingElseForADuration(String text) {
    assertThat(MeshDuration.parse(text)).isEmpty();
  }
}
