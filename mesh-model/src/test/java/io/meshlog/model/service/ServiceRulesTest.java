package io.meshlog.model.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Violation;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.service.MeshServiceSpec.Identity;
import io.meshlog.model.service.MeshServiceSpec.State;
import io.meshlog.model.types.CoreTypes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceRulesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'ports':[{'port':80,'targetPort':'main','appProtocol':'http'},{'port':81}]}|",
        "{}|ports",
        "{'ports':[{'port':0}]}|ports[0].port",
        "{'ports':[{'port':80},{'port':80}]}|ports[1].port",
        "{'ports':[{'port':80,'name':'a'},{'port':81,'name':'a'}]}|ports[1].name",
        "{'ports':[{'port':80,'name':'81'},{'port':81}]}|ports[1].name",
        "{'ports':[{'port':80,'name':'A_b'}]}|ports[0].name",
        "{'ports':[{'port':80,'appProtocol':'smtp'}]}|ports[0].appProtocol",
        "{'ports':[{'port':80,'targetPort':70000}]}|ports[0].targetPort",
        "{'ports':[{'port':80,'targetPort':''}]}|ports[0].targetPort",
        "{'ports':[{'port':80}],'selector':{}}|selector",
        "{'ports':[{'port':80}],'selector':{'dataplaneTags':{'a':'b'},'dataplaneRef':{'name':'x'}}}|selector",
        "{'ports':[{'port':80}],'selector':{'dataplaneTags':{'a':''}}}|selector.dataplaneTags[\"a\"]",
        "{'ports':[{'port':80}],'selector':{'dataplaneRef':{}}}|selector.dataplaneRef.name",
        "{'ports':[{'port':80}],'selector':{'dataplaneLabels':{}}}|selector.dataplaneLabels.matchLabels",
      })
  void namesTheFieldOfAMeshServiceThatIsWrong(String spec, String field) {
    assertFields(CoreTypes.MESH_SERVICE, spec, field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'selector':{'meshService':{'matchLabels':{'a':'b'}}},'ports':[{'port':80}]}|",
        "{'ports':[{'port':80}]}|selector.meshService.matchLabels",
        "{'selector':{'meshService':{'matchLabels':{'a':'b'}}}}|ports",
        "{'selector':{'meshService':{'matchLabels':{'a':'b'}}},'ports':[{'port':80,'targetPort':8080}]}|ports[0].targetPort",
      })
  void namesTheFieldOfAMeshMultiZoneServiceThatIsWrong(String spec, String field) {
    assertFields(CoreTypes.MESH_MULTI_ZONE_SERVICE, spec, field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'match':{'type':'HostnameGenerator','port':443,'protocol':'http'},'endpoints':[{'address':'a.example.com','port':443}],'tls':{'enabled':true}}|",
        "{'endpoints':[{'address':'192.0.2.1','port':1}]}|match",
        "{'match':{'type':'Other','port':1},'endpoints':[{'address':'192.0.2.1','port':1}]}|match.type",
        "{'match':{'port':0},'endpoints':[{'address':'192.0.2.1','port':1}]}|match.port",
        "{'match':{'port':1,'protocol':'smtp'},'endpoints':[{'address':'192.0.2.1','port':1}]}|match.protocol",
        "{'match':{'port':1}}|endpoints",
        "{'match':{'port':1},'endpoints':[{'port':1}]}|endpoints[0].address",
        "{'match':{'port':1},'endpoints':[{'address':'192.0.2.1'}]}|endpoints[0].port",
        "{'match':{'port':1},'endpoints':[{'address':'192.0.2.1','port':1,'priority':129}]}|endpoints[0].priority",
        "{'match':{'port':1},'endpoints':[{'address':'192.0.2.1','port':1}],'tls':{'version':{'min':'TLS13','max':'TLS12'}}}|tls.version.min",
        "{'match':{'port':1},'endpoints':[{'address':'192.0.2.1','port':1}],'tls':{'verification':{'clientCert':{'secret':'a'}}}}|tls.verification.clientKey",
        "{'match':{'port':1},'endpoints':[{'address':'192.0.2.1','port':1}],'tls':{'verification':{'clientKey':{'secret':'a'}}}}|tls.verification.clientCert",
        "{'match':{'port':1},'endpoints':[{'address':'192.0.2.1','port':1}],'tls':{'verification':{'caCert':{}}}}|tls.verification.caCert",
        "{'match':{'port':1},'endpoints':[{'address':'192.0.2.1','port':1}],'tls':{'verification':{'caCert':{'inline':'*'}}}}|tls.verification.caCert.inline",
        "{'match':{'port':1},'endpoints':[{'address':'192.0.2.1','port':1}],'tls':{'verification':{'subjectAltNames':[{}]}}}|tls.verification.subjectAltNames[0].value",
      })
  void namesTheFieldOfAMeshExternalServiceThatIsWrong(String spec, String field) {
    assertFields(CoreTypes.MESH_EXTERNAL_SERVICE, spec, field);
  }

  private static <S extends Spec> void assertFields(
      ResourceType<S> type, String spec, String field) {
    Violations violations = Violations.collector();
    type.rules().validate(SpecJson.read(type, spec.replace('\'', '"')), violations);
    assertThat(violations.list().stream().map(Violation::field))
        .isEqualTo(field == null ? List.of() : List.of(field));
  }

  @Test
  void whatTheZoneDerivedIsNoUsersToChange() {
    MeshServiceSpec written =
        new MeshServiceSpec(
            State.Available, null, List.of(), List.of(Identity.service("somebody-else")));
    MeshServiceSpec stored =
        new MeshServiceSpec(null, null, List.of(), null)
            .derived(State.Unavailable, List.of(Identity.service("backend")));

    var kept = new MeshServiceRules().keepDerived(written, stored);

    assertThat(kept.spec()).isEqualTo(stored);
    assertThat(kept.warnings()).singleElement().asString().contains("derived");
    assertThat(new MeshServiceRules().keepDerived(stored, stored).warnings()).isEmpty();
  }
}
