package io.meshlog.model.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Violation;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.resource.WriteContext;
import io.meshlog.model.types.CoreTypes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages and paths of rest-and-dataplane-protocol.md 7.1; one row a line of its table. */
class DataplaneRulesTest {
  private static final DataplaneRules RULES = new DataplaneRules();

  /** Single quotes stand for double ones; {@code @IN} is an inbound that is all right. */
  private static DataplaneSpec spec(String json) {
    return SpecJson.read(
        CoreTypes.DATAPLANE,
        json.replace("@IN", "{'port':80,'tags':{'kuma.io/service':'web'}}").replace('\'', '"'));
  }

  private static List<Violation> violations(String json) {
    Violations violations = Violations.collector();
    RULES.validate(spec(json), violations);
    return violations.list();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|networking|must be defined",
        "{'networking':{'inbound':[@IN]}}|networking.address|address can't be empty",
        "{'networking':{'address':'0.0.0.0'}}|networking.address|must not be 0.0.0.0 or ::",
        "{'networking':{'address':'::'}}|networking.address|must not be 0.0.0.0 or ::",
        "{'networking':{'address':'..>_<..'}}|networking.address|address has to be valid IP address or domain name",
        "{'networking':{'address':'300.1.1.1'}}|networking.address|address has to be valid IP address or domain name",
        "{'networking':{'address':'1.1.1.1','advertisedAddress':'a b'}}|networking.advertisedAddress|address has to be valid IP address or domain name",
        "{'networking':{'address':'1.1.1.1','inbound':[{'port':0,'tags':{'kuma.io/service':'w'}}]}}|networking.inbound[0].port|port must be in the range [1, 65535]",
        "{'networking':{'address':'1.1.1.1','inbound':[@IN,{'port':65536,'tags':{'kuma.io/service':'w'}}]}}|networking.inbound[1].port|port must be in the range [1, 65535]",
        "{'networking':{'address':'1.1.1.1','inbound':[{'port':1,'servicePort':70000,'tags':{'kuma.io/service':'w'}}]}}|networking.inbound[0].servicePort|port must be in the range [1, 65535]",
        "{'networking':{'address':'1.1.1.1','inbound':[{'port':1,'address':'web.local','tags':{'kuma.io/service':'w'}}]}}|networking.inbound[0].address|address has to be valid IP address",
        "{'networking':{'address':'1.1.1.1','inbound':[{'port':1,'serviceAddress':'web','tags':{'kuma.io/service':'w'}}]}}|networking.inbound[0].serviceAddress|serviceAddress has to be valid IP address",
        "{'networking':{'address':'1.1.1.1','inbound':[{'port':1,'serviceAddress':'1.1.1.1','tags':{'kuma.io/service':'w'}}]}}|networking.inbound[0].serviceAddress|serviceAddress and servicePort has to differ from address and port",
        "{'networking':{'address':'1.1.1.1','inbound':[{'port':1}]}}|networking.inbound[0].tags[\"kuma.io/service\"]|tag has to exist",
        "{'networking':{'address':'1.1.1.1','inbound':[{'port':1,'tags':{'version':'1'}}]}}|networking.inbound[0].tags[\"kuma.io/service\"]|tag has to exist",
        "{'networking':{'address':'1.1.1.1','inbound':[{'port':1,'tags':{'kuma.io/service':'w','version':''}}]}}|networking.inbound[0].tags[\"version\"]|tag value must be non-empty",
        "{'networking':{'address':'1.1.1.1','inbound':[{'port':1,'tags':{'kuma.io/service':'w','a*':'1'}}]}}|networking.inbound[0].tags[\"a*\"]|tag name must consist of alphanumeric characters, dots, dashes, slashes and underscores",
        "{'networking':{'address':'1.1.1.1','inbound':[{'port':1,'tags':{'kuma.io/service':'w','a':'b/c'}}]}}|networking.inbound[0].tags[\"a\"]|tag value must consist of alphanumeric characters, dots, dashes and underscores",
        "{'networking':{'address':'1.1.1.1','inbound':[{'port':1,'tags':{'kuma.io/service':'w','kuma.io/protocol':'mysql'}}]}}|networking.inbound[0].tags[\"kuma.io/protocol\"]|tag \"kuma.io/protocol\" has an invalid value \"mysql\". Allowed values: grpc, http, http2, kafka, tcp",
        "{'networking':{'address':'1.1.1.1','inbound':[{'port':1,'protocol':'x','tags':{'kuma.io/service':'w'}}]}}|networking.inbound[0].protocol|has an invalid value \"x\". Allowed values: grpc, http, http2, kafka, tcp",
        "{'networking':{'address':'1.1.1.1','inbound':[{'port':1,'tags':{'kuma.io/service':'w','kuma.io/region':'eu'}}]}}|networking.inbound[0].tags[\"kuma.io/region\"]|tag names that begin with kuma.io/ are reserved",
        "{'networking':{'address':'1.1.1.1','inbound':[{'port':1,'tags':{'kuma.io/service':'w'},'serviceProbe':{'interval':'0s'}}]}}|networking.inbound[0].serviceProbe.interval|must have a positive value",
        "{'networking':{'address':'1.1.1.1','inbound':[{'port':1,'tags':{'kuma.io/service':'w'},'serviceProbe':{'healthyThreshold':0}}]}}|networking.inbound[0].serviceProbe.healthyThreshold|must have a positive value",
        "{'networking':{'address':'1.1.1.1','inbound':[{'port':1,'tags':{'kuma.io/service':'w'},'state':'Sick'}]}}|networking.inbound[0].state|state must be Ready, NotReady or Ignored",
        "{'networking':{'address':'1.1.1.1','outbound':[{'port':0,'tags':{'kuma.io/service':'b'}}]}}|networking.outbound[0].port|port must be in the range [1, 65535]",
        "{'networking':{'address':'1.1.1.1','outbound':[{'port':1,'address':'b','tags':{'kuma.io/service':'b'}}]}}|networking.outbound[0].address|address has to be valid IP address",
        "{'networking':{'address':'1.1.1.1','outbound':[{'port':1}]}}|networking.outbound[0].tags|mandatory tag \"kuma.io/service\" is missing",
        "{'networking':{'address':'1.1.1.1','outbound':[{'port':1,'backendRef':{'kind':'X','name':'b','port':1}}]}}|networking.outbound[0].backendRef.kind|invalid value. Available values are: MeshExternalService,MeshMultiZoneService,MeshService",
        "{'networking':{'address':'1.1.1.1','outbound':[{'port':1,'backendRef':{'kind':'MeshService','port':1}}]}}|networking.outbound[0].backendRef|either 'name' or 'labels' should be specified",
        "{'networking':{'address':'1.1.1.1','outbound':[{'port':1,'tags':{'kuma.io/service':'b'},'backendRef':{'kind':'MeshService','name':'b','port':1}}]}}|networking.outbound[0].backendRef|both backendRef and tags/service cannot be defined",
        "{'networking':{'address':'1.1.1.1','outbound':[{'port':1,'backendRef':{'kind':'MeshService','name':'b'}}]}}|networking.outbound[0].backendRef.port|port must be in the range [1, 65535]",
        "{'networking':{'address':'127.0.0.1','inbound':[@IN],'admin':{'port':80}}}|networking.admin.port|must differ from inbound",
        "{'networking':{'address':'127.0.0.1','outbound':[{'port':9,'tags':{'kuma.io/service':'b'}}],'admin':{'port':9}}}|networking.admin.port|must differ from outbound",
        "{'networking':{'address':'1.1.1.1','gateway':{'tags':{'a':'b'}}}}|networking.gateway.tags|mandatory tag \"kuma.io/service\" is missing",
        "{'networking':{'address':'1.1.1.1','gateway':{'tags':{'kuma.io/service':'g','kuma.io/protocol':'http'}}}}|networking.gateway.tags[\"kuma.io/protocol\"]|other values than tcp are not allowed, provided value \"http\"",
        "{'networking':{'address':'1.1.1.1','inbound':[@IN],'gateway':{'tags':{'kuma.io/service':'g'}}}}|networking.inbound|inbound cannot be defined for delegated gateways",
        "{'networking':{'address':'1.1.1.1','inbound':[@IN],'gateway':{'type':'BUILTIN','tags':{'kuma.io/service':'g'}}}}|networking.inbound|inbound cannot be defined for builtin gateways",
        "{'networking':{'address':'1.1.1.1','outbound':[{'port':1,'tags':{'kuma.io/service':'b'}}],'gateway':{'type':'BUILTIN','tags':{'kuma.io/service':'g'}}}}|networking.outbound|outbound cannot be defined for builtin gateways",
        "{'networking':{'address':'1.1.1.1','gateway':{'type':'BUILTIN','tags':{'kuma.io/service':'g'}}},'probes':{'port':1}}|networking.probes|probes cannot be defined for builtin gateways",
        "{'networking':{'address':'1.1.1.1','listeners':[{'type':'X','address':'1.1.1.1','port':1}]}}|networking.listeners[0].type|type must be ZoneIngress or ZoneEgress",
        "{'networking':{'address':'1.1.1.1','inbound':[@IN],'listeners':[{'type':'ZoneEgress','address':'1.1.1.1','port':80}]}}|networking.listeners[0]|address:port 1.1.1.1:80 collides with an inbound listener",
        "{'networking':{'address':'1.1.1.1','transparentProxying':{'reachableBackends':{'refs':[{'kind':'MeshService'}]}}}}|networking.transparentProxing.reachableBackends.refs[0].name|name or labels are required",
        "{'networking':{'address':'1.1.1.1'},'probes':{'port':9000,'endpoints':[{'inboundPort':1,'inboundPath':'/a','path':'b'}]}}|probes.endpoints[0].path|should be a valid URL Path",
        "{'networking':{'address':'1.1.1.1'},'metrics':{'type':'x'}}|metrics.type|unknown backend type. Available backends: \"prometheus\"",
      })
  void refusesWithThePathAndTheWordsClientsKnow(String json, String field, String reason) {
    assertThat(violations(json)).containsExactly(new Violation(field, reason));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'networking':{'address':'10.0.0.1'}}",
        "{'networking':{'address':'web.internal','inbound':[@IN]}}",
        "{'networking':{'address':'fd00::1','inbound':[@IN]}}",
        "{'networking':{'address':'127.0.0.2','inbound':[{'port':1,'tags':{'kuma.io/service':'w','kuma.io/protocol':'KAFKA','kuma.io/zone':'x','a':'b:c'}}]}}",
        "{'networking':{'address':'1.1.1.1','inbound':[{'port':80,'servicePort':8080,'tags':{'kuma.io/service':'w'}}],'admin':{'port':80}}}",
        "{'networking':{'address':'1.1.1.1','outbound':[{'port':1,'backendRef':{'kind':'MeshExternalService','name':'b'}}]}}",
        "{'networking':{'address':'1.1.1.1','gateway':{'tags':{'kuma.io/service':'g'}}}}",
        "{'networking':{'address':'1.1.1.1','inbound':[{'port':1,'servicePort':2,'serviceAddress':'1.1.1.1','tags':{'kuma.io/service':'w'}}]}}",
      })
  void acceptsWhatKumaAccepts(String json) {
    assertThat(violations(json)).isEmpty();
  }

  @Test
  void replacesAForeignZoneTagAndSaysSo() {
    DataplaneSpec given =
        spec(
            "{'networking':{'address':'1.1.1.1','inbound':[@IN,{'port':81,'tags':{'kuma.io/service':'w','kuma.io/zone':'other'}}]}}");
    var stamped = RULES.stamp(given, new WriteContext(Origin.zone("zone-1"), true));
    assertThat(stamped.spec().tagSets()).extracting(tags -> tags.zone()).containsOnly("zone-1");
    assertThat(stamped.warnings())
        .singleElement()
        .asString()
        .startsWith("networking.inbound[1].tags[\"kuma.io/zone\"]");
  }

  @Test
  void labelsTheKindOfProxyWhateverTheUserSays() {
    Labels lies =
        Labels.of("kuma.io/proxy-type", "gateway").with("kuma.io/listener-zoneegress", "enabled");
    assertThat(RULES.label(spec("{'networking':{'address':'1.1.1.1'}}"), lies).values())
        .containsExactly(java.util.Map.entry("kuma.io/proxy-type", "sidecar"));
  }
}
