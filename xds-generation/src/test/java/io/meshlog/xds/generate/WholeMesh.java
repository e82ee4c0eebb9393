package io.meshlog.xds.generate;

import static io.meshlog.model.samples.Samples.ZONE_1;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.legacy.externalservice.ExternalServiceSpec;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec;
import io.meshlog.model.mesh.MeshSpec.Mode;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.samples.Samples;
import io.meshlog.model.samples.TestLog;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoutePolicy;
import io.meshlog.xds.policy.meshtcproute.MeshTCPRoutePolicy;
import java.util.List;

/**
 * A mesh with each thing that a policy can aim at, and a proxy of each kind: transparent and plain
 * sidecars, builtin and delegated gateways, an egress, an ingress.
 */
final class WholeMesh {
  static final List<ProxyKey> PROXIES =
      List.of(
          ProxyKey.dataplane("default", "dp-0"),
          ProxyKey.dataplane("default", "dp-1"),
          ProxyKey.dataplane("default", "edge-0"),
          ProxyKey.dataplane("default", "edge-1"),
          ProxyKey.egress("out-0"),
          ProxyKey.ingress("in-0"));

  private static final Labels TIER = Labels.of("tier", "t0");

  private WholeMesh() {}

  static void put(TestLog log) {
    Samples.putMesh(log, "default", Samples.throughEgress(Samples.mesh(Mode.STRICT, false)));
    sidecars(log);
    gateways(log);
    services(log);
  }

  private static void sidecars(TestLog log) {
    String calls =
        "'outbound':[{'port':10080,'tags':{'kuma.io/service':'a'}},"
            + "{'port':10081,'tags':{'kuma.io/service':'b'}},"
            + "{'port':10082,'tags':{'kuma.io/service':'c'}},"
            + "{'port':10083,'backendRef':{'kind':'MeshService','name':'a','port':80}},"
            + "{'port':10084,'backendRef':{'kind':'MeshService','name':'a','port':82}},"
            + "{'port':10085,'backendRef':{'kind':'MeshMultiZoneService','name':'b','port':80}},"
            + "{'port':10086,'backendRef':{'kind':'MeshExternalService','name':'c'}},"
            + "{'port':10087,'tags':{'kuma.io/service':'far'}}]";
    dataplane(
        log,
        "dp-0",
        "t0",
        "{'networking':{'address':'192.168.0.1','transparentProxying':"
            + "{'redirectPortInbound':15006,'redirectPortOutbound':15001},'inbound':["
            + inbound(80, "a", "http", "v0")
            + ','
            + inbound(81, "c", "tcp", "v1")
            + "],"
            + calls
            + "}}");
    dataplane(
        log,
        "dp-1",
        "t1",
        "{'networking':{'address':'192.168.0.2','inbound':["
            + inbound(80, "b", "http", "v1")
            + "],"
            + calls
            + "}}");
    dataplane(
        log,
        "dp-2",
        "t1",
        "{'networking':{'address':'192.168.0.3','inbound':["
            + inbound(80, "a", "http", "v1")
            + ','
            + inbound(81, "c", "tcp", "v0")
            + "]}}");
  }

  private static String inbound(int port, String service, String protocol, String version) {
    return "{'port':%d,'tags':{'kuma.io/service':'%s','kuma.io/protocol':'%s','version':'%s','kuma.io/zone':'zone-1'}}"
        .formatted(port, service, protocol, version);
  }

  private static void gateways(TestLog log) {
    String gateway =
        "{'networking':{'address':'192.168.0.%d',%s'gateway':{'type':'%s','tags':"
            + "{'kuma.io/service':'edge','version':'v0'}}%s}}";
    dataplane(log, "edge-0", "t0", gateway.formatted(8, "", "BUILTIN", ""));
    dataplane(
        log,
        "edge-1",
        "t1",
        gateway.formatted(
            9,
            "'transparentProxying':{'redirectPortInbound':15006,'redirectPortOutbound':15001},",
            "DELEGATED",
            ",'outbound':[{'port':10080,'tags':{'kuma.io/service':'a'}}]"));
    global(
        log,
        MeshGatewaySpec.TYPE,
        "gw-0",
        "{'selectors':[{'match':{'kuma.io/service':'edge'}}],'conf':{'listeners':["
            + "{'port':8080,'protocol':'HTTP'},"
            + "{'port':8081,'protocol':'HTTP','tags':{'version':'v1'}},"
            + "{'port':8082,'protocol':'TCP'}]}}");
    String top =
        "'targetRef':{'kind':'MeshGateway','name':'gw-0'},'to':[{'targetRef':{'kind':'Mesh'},";
    String backends = "'default':{'backendRefs':[{'kind':'MeshService','name':'%s'}]}";
    global(
        log,
        MeshHTTPRoutePolicy.TYPE,
        "fixed",
        "{"
            + top
            + "'rules':[{'matches':[{'path':{'type':'PathPrefix','value':'/'}}],"
            + backends.formatted("a")
            + "}]}]}");
    global(
        log,
        MeshTCPRoutePolicy.TYPE,
        "fixed",
        "{" + top + "'rules':[{" + backends.formatted("c") + "}]}]}");
  }

  private static void services(TestLog log) {
    log.put(
        CoreTypes.MESH_SERVICE,
        CoreTypes.MESH_SERVICE.key("default", ZONE_1, "a"),
        TIER.with(Labels.ZONE, "zone-1"),
        SpecJson.read(
            CoreTypes.MESH_SERVICE,
            json(
                "{'selector':{'dataplaneTags':{'kuma.io/service':'a'}},'ports':["
                    + "{'port':80,'appProtocol':'http'},"
                    + "{'name':'more','port':82,'targetPort':80,'appProtocol':'http'}]}")));
    global(
        log,
        CoreTypes.MESH_MULTI_ZONE_SERVICE,
        "b",
        "{'selector':{'meshService':{'matchLabels':{'tier':'t0'}}},"
            + "'ports':[{'port':80,'appProtocol':'http'}]}");
    global(
        log,
        CoreTypes.MESH_EXTERNAL_SERVICE,
        "c",
        "{'match':{'port':443,'protocol':'http'},'endpoints':[{'address':'192.0.2.1','port':8443}]}");
    global(
        log,
        ExternalServiceSpec.TYPE,
        "far",
        "{'networking':{'address':'192.0.2.2:443'},'tags':{'kuma.io/service':'far','kuma.io/protocol':'http'}}");
    log.put(
        CoreTypes.ZONE_EGRESS,
        CoreTypes.ZONE_EGRESS.key("", ZONE_1, "out-0"),
        Labels.EMPTY,
        SpecJson.read(
            CoreTypes.ZONE_EGRESS,
            json("{'zone':'zone-1','networking':{'address':'192.168.8.1','port':10002}}")));
    log.put(
        CoreTypes.ZONE_INGRESS,
        CoreTypes.ZONE_INGRESS.key("", ZONE_1, "in-0"),
        Labels.EMPTY,
        Samples.ingress(ZONE_1, "192.168.9.1", List.of()));
  }

  private static void dataplane(TestLog log, String name, String team, String spec) {
    log.put(
        CoreTypes.DATAPLANE,
        CoreTypes.DATAPLANE.key("default", ZONE_1, name),
        Labels.of("team", team).with(Labels.ZONE, "zone-1").with(Labels.ORIGIN, "zone"),
        SpecJson.read(CoreTypes.DATAPLANE, json(spec)));
  }

  private static <S extends Spec> void global(
      TestLog log, ResourceType<S> type, String name, String spec) {
    log.put(type, type.key("default", Origin.GLOBAL, name), TIER, SpecJson.read(type, json(spec)));
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }
}
