package io.meshlog.xds.generate;

import static io.meshlog.model.samples.DataplaneBuilder.aDataplane;
import static io.meshlog.model.samples.Samples.ZONE_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.legacy.externalservice.ExternalServiceSpec;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec;
import io.meshlog.model.legacy.meshgatewayroute.MeshGatewayRouteSpec;
import io.meshlog.model.legacy.virtualoutbound.VirtualOutboundSpec;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.mesh.MeshSpec.Mode;
import io.meshlog.model.naming.AddressRange;
import io.meshlog.model.naming.AddressRanges;
import io.meshlog.model.naming.TagNaming;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.samples.DataplaneBuilder;
import io.meshlog.model.samples.Samples;
import io.meshlog.model.samples.TestLog;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.types.PluginTypes;
import io.meshlog.model.zone.ZoneEgressSpec;
import io.meshlog.model.zone.ZoneIngressSpec.AvailableService;
import io.meshlog.model.zone.ZoneSpec;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.ProxyKind;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.XdsType;
import io.meshlog.xds.policy.Policies;
import io.meshlog.xds.policy.Policy;
import io.meshlog.xds.policy.PolicyTable;
import io.meshlog.xds.state.Advance;
import io.meshlog.xds.state.MeshState;
import io.meshlog.xds.state.VirtualNaming;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * After any history, what the proxies have by steps is, byte for byte, what a generator gives that
 * sees the image for the first time.
 */
class IncrementalTest {
  private static final List<String> MESHES = List.of("default", "other");
  private static final List<String> SERVICES = List.of("a", "b", "c", "d");
  private static final List<String> PROTOCOLS = List.of("http", "tcp", "grpc", "http2", "");
  private static final List<Origin> ZONES = List.of(Origin.zone("zone-2"), Origin.zone("zone-3"));

  /** So few addresses that services meet and some get none. */
  private static final VirtualNaming TIGHT =
      new VirtualNaming(
          new TagNaming("mesh", AddressRange.parse("240.0.0.0/29"), true, 80),
          new AddressRanges(
              AddressRange.parse("241.0.0.0/29"),
              AddressRange.parse("242.0.0.0/30"),
              AddressRange.parse("243.0.0.0/30")));

  private final TestLog log = TestLog.of(ZONE_1);
  private Random random = new Random();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void stepsGiveWhatTheWholeGives(int round) {
    long seed = Long.getLong("meshlog.seed", new Random().nextLong());
    System.out.println("seed " + seed + " (repeat with -Dmeshlog.seed)");
    random = new Random(seed);
    MeshState state = state(log.image());
    Connected connected = new Connected();
    long virtual = 0;
    proxies().forEach(proxy -> connected.connect(state(log.image()), proxy));
    // A mesh may come late: on until some steps took the cheap path.
    for (int i = 0; i < 250 || connected.swapped() == 0 && i < 2_500; i++) {
      MeshImage.Step step = change();
      Advance advance = state.advance(step.image(), step.delta());
      state = advance.state();
      connected.step(advance);
      if (i % 5 == 0) {
        MeshState whole = state(log.image());
        for (ProxyKey proxy : connected.proxies()) {
          same(connected.of(proxy), Connected.generate(whole, proxy), proxy + " after " + i);
          virtual += virtualListeners(connected.of(proxy));
        }
        assertThat(state.availableServices()).isEqualTo(whole.availableServices());
      }
    }
    assertThat(connected.swapped()).as("some steps took the cheap path").isPositive();
    assertThat(connected.generated()).isPositive();
    assertThat(virtual).as("listeners at virtual addresses were compared").isPositive();
  }

  private static long virtualListeners(Generation generation) {
    return generation instanceof Generation.Ready(ProxyConfig config)
        ? config.of(XdsType.LISTENER).keySet().stream()
            .filter(name -> name.startsWith("outbound:24"))
            .count()
        : 0;
  }

  /** Of each type, over a random mesh: who is not selected gets the very same config. */
  @Test
  void aPolicyForNobodyChangesNoProxy() {
    long seed = Long.getLong("meshlog.seed", new Random().nextLong());
    System.out.println("seed " + seed + " (repeat with -Dmeshlog.seed)");
    random = new Random(seed);
    for (int i = 0; i < 150; i++) {
      change();
    }
    for (Policy<?> policy : Policies.ALL) {
      String type = policy.type().name();
      MeshState before = state(log.image());
      String json =
          "{\"targetRef\":{\"kind\":\"MeshSubset\",\"tags\":{\"no\":\"body\"}},"
              + RandomPolicies.body(random, type, SERVICES)
              + '}';
      irrelevant(policy.type(), json);
      MeshState after = state(log.image());
      for (ProxyKey proxy : proxies()) {
        // where other rules hold: an egress is one for all clients, routes split what ingresses
        // offer, and faults have every client of the mesh tell its tags
        boolean selected = proxy.kind() == ProxyKind.DATAPLANE && !policy.concernsAll();
        if (selected) {
          same(
              Connected.generate(after, proxy),
              Connected.generate(before, proxy),
              proxy + " with a " + type + " for nobody");
        }
      }
    }
  }

  private <S extends Spec> void irrelevant(ResourceType<S> type, String json) {
    log.put(
        type,
        type.key("default", Origin.GLOBAL, "0-nobody"),
        Labels.EMPTY,
        SpecJson.read(type, json));
  }

  private static MeshState state(MeshImage image) {
    return MeshState.of(image, mesh -> PolicyTable.empty(), TIGHT);
  }

  private static void same(Generation stepped, Generation whole, String when) {
    switch (whole) {
      case Generation.Ready(ProxyConfig expected) -> {
        assertThat(stepped).as(when).isInstanceOf(Generation.Ready.class);
        ProxyConfig actual = ((Generation.Ready) stepped).config();
        actual
            .resources()
            .forEach((type, resources) -> {
              assertThat(bytes(resources))
                  .as(when + ' ' + type)
                  .isEqualTo(bytes(expected.of(type)));
            });
        assertThat(actual.of(XdsType.ENDPOINT).keySet())
            .as(when)
            .isEqualTo(actual.reaches().keySet());
        assertThat(actual.deps()).as(when).isEqualTo(expected.deps());
        assertThat(actual.reaches()).as(when).isEqualTo(expected.reaches());
      }
      case Generation.Withheld expected -> assertThat(stepped).as(when).isEqualTo(expected);
    }
  }

  private static Map<String, String> bytes(Map<String, XdsResource> resources) {
    Map<String, String> bytes = new TreeMap<>();
    resources.forEach((name, resource) ->
        bytes.put(name, resource.version() + ' ' + resource.value().getValue().hashCode()));
    return bytes;
  }

  private static List<ProxyKey> proxies() {
    List<ProxyKey> proxies = new ArrayList<>();
    for (String mesh : MESHES) {
      for (int i = 0; i < 4; i++) {
        proxies.add(ProxyKey.dataplane(mesh, "dp-" + i));
      }
    }
    proxies.add(ProxyKey.ingress("in-0"));
    proxies.add(ProxyKey.ingress("in-1"));
    proxies.add(ProxyKey.egress("out-0"));
    proxies.add(ProxyKey.dataplane("default", "edge-0"));
    return proxies;
  }

  private MeshImage.Step change() {
    return switch (random.nextInt(31)) {
      case 0 -> mesh();
      case 1 -> zone();
      case 2 -> ownIngress();
      case 3, 4, 5 -> remoteIngress();
      case 6, 7, 8 -> policy();
      case 9, 10, 11 -> meshService();
      case 12 -> multiZoneService();
      case 13 -> egress();
      case 14 -> externalService();
      case 23, 24 -> gateway();
      case 25 -> gatewayProxy();
      case 26 -> outside();
      case 27 -> gatewayRoute();
      case 28 -> virtualOutbound();
      case 29 -> hostnameGenerator();
      default -> dataplane();
    };
  }

  private MeshImage.Step mesh() {
    String name = pick(MESHES);
    if (random.nextInt(8) == 0) {
      return log.delete(Samples.meshKey(name));
    }
    Mode mode = random.nextInt(3) == 0 ? null : pick(List.of(Mode.values()));
    MeshSpec spec =
        mode != null && random.nextBoolean()
            ? Samples.throughEgress(Samples.mesh(mode, random.nextBoolean()))
            : Samples.mesh(mode, random.nextBoolean());
    String services =
        pick(List.of("Disabled", "Disabled", "Everywhere", "ReachableBackends", "Exclusive"));
    ObjectNode json = (ObjectNode) SpecJson.tree(CoreTypes.MESH, spec);
    json.putObject("meshServices").put("mode", services);
    return log.put(
        CoreTypes.MESH, Samples.meshKey(name), Labels.EMPTY, SpecJson.read(CoreTypes.MESH, json));
  }

  private MeshImage.Step zone() {
    var key = CoreTypes.ZONE.key("", Origin.GLOBAL, pick(ZONES).zone());
    return random.nextInt(4) == 0
        ? log.delete(key)
        : log.put(
            CoreTypes.ZONE, key, Labels.EMPTY, new ZoneSpec(random.nextInt(4) != 0, null, null));
  }

  private MeshImage.Step ownIngress() {
    var key = CoreTypes.ZONE_INGRESS.key("", ZONE_1, "in-" + random.nextInt(2));
    return random.nextInt(4) == 0
        ? log.delete(key)
        : log.put(
            CoreTypes.ZONE_INGRESS,
            key,
            Labels.EMPTY,
            Samples.ingress(ZONE_1, "192.168.9." + random.nextInt(2), services("zone-1")));
  }

  private MeshImage.Step remoteIngress() {
    Origin zone = pick(ZONES);
    var key = CoreTypes.ZONE_INGRESS.key("", zone, "in-" + random.nextInt(3));
    return random.nextInt(5) == 0
        ? log.delete(key)
        : log.put(
            CoreTypes.ZONE_INGRESS,
            key,
            Labels.EMPTY,
            Samples.ingress(
                zone,
                "10." + zone.zone().length() + ".0." + random.nextInt(2),
                services(zone.zone())));
  }

  private List<AvailableService> services(String zone) {
    List<AvailableService> services = new ArrayList<>();
    for (String mesh : MESHES) {
      for (String service : SERVICES) {
        if (random.nextInt(3) == 0) {
          services.add(
              new AvailableService(
                  tags(service).with(Tags.ZONE, zone), 1 + random.nextInt(3), mesh, false));
        }
      }
    }
    return services;
  }

  private Tags tags(String service) {
    Tags tags = Tags.of(Tags.SERVICE, service);
    String protocol = pick(PROTOCOLS);
    if (!protocol.isEmpty()) {
      tags = tags.with(Tags.PROTOCOL, protocol);
    }
    return random.nextBoolean() ? tags.with("version", "v" + random.nextInt(2)) : tags;
  }

  /** Of this zone or another. */
  private MeshImage.Step meshService() {
    Origin zone = random.nextBoolean() ? ZONE_1 : pick(ZONES);
    String mesh = pick(MESHES);
    var key = CoreTypes.MESH_SERVICE.key(mesh, zone, pick(SERVICES));
    if (random.nextInt(4) == 0) {
      return log.delete(key);
    }
    String selector =
        switch (random.nextInt(4)) {
          case 0 -> "{\"dataplaneRef\":{\"name\":\"dp-" + random.nextInt(4) + "\"}}";
          case 1 -> "{\"dataplaneLabels\":{\"matchLabels\":{\"team\":\"t1\"}}}";
          case 2 -> "{\"dataplaneTags\":{\"version\":\"*\"}}";
          default -> "{\"dataplaneTags\":{\"kuma.io/service\":\"" + pick(SERVICES) + "\"}}";
        };
    String spec =
        "{\"selector\":"
            + selector
            + ",\"ports\":[{\"port\":80,\"appProtocol\":\""
            + pick(List.of("http", "tcp"))
            + "\"},{\"name\":\"more\",\"port\":82,\"targetPort\":81}],"
            + "\"identities\":[{\"type\":\"ServiceTag\",\"value\":\""
            + pick(SERVICES)
            + "\"}]}";
    return log.put(
        CoreTypes.MESH_SERVICE,
        key,
        serviceLabels().with(Labels.ZONE, zone.zone()),
        SpecJson.read(CoreTypes.MESH_SERVICE, spec));
  }

  private Labels serviceLabels() {
    return Labels.of("tier", "t" + random.nextInt(2));
  }

  private MeshImage.Step multiZoneService() {
    var key = CoreTypes.MESH_MULTI_ZONE_SERVICE.key(pick(MESHES), Origin.GLOBAL, pick(SERVICES));
    String spec =
        "{\"selector\":{\"meshService\":{\"matchLabels\":{\"tier\":\"t"
            + random.nextInt(2)
            + "\"}}},\"ports\":[{\"port\":80,\"appProtocol\":\"http\"}]}";
    return random.nextInt(4) == 0
        ? log.delete(key)
        : log.put(
            CoreTypes.MESH_MULTI_ZONE_SERVICE,
            key,
            serviceLabels(),
            SpecJson.read(CoreTypes.MESH_MULTI_ZONE_SERVICE, spec));
  }

  private MeshImage.Step egress() {
    var key = CoreTypes.ZONE_EGRESS.key("", ZONE_1, "out-" + random.nextInt(2));
    return random.nextInt(4) == 0
        ? log.delete(key)
        : log.put(
            CoreTypes.ZONE_EGRESS,
            key,
            Labels.EMPTY,
            new ZoneEgressSpec(
                "zone-1",
                new ZoneEgressSpec.Networking("192.168.8." + random.nextInt(2), 10002, null)));
  }

  private MeshImage.Step externalService() {
    Origin origin = random.nextBoolean() ? ZONE_1 : Origin.GLOBAL;
    var key = CoreTypes.MESH_EXTERNAL_SERVICE.key(pick(MESHES), origin, pick(SERVICES));
    String spec =
        "{\"match\":{\"port\":443,\"protocol\":\""
            + pick(List.of("http", "tcp", "grpc"))
            + "\"},\"endpoints\":[{\"address\":\"192.0.2."
            + random.nextInt(3)
            + "\",\"port\":8443}]}";
    return random.nextInt(4) == 0
        ? log.delete(key)
        : log.put(
            CoreTypes.MESH_EXTERNAL_SERVICE,
            key,
            serviceLabels(),
            SpecJson.read(CoreTypes.MESH_EXTERNAL_SERVICE, spec));
  }

  private MeshImage.Step gateway() {
    var key = MeshGatewaySpec.TYPE.key("default", Origin.GLOBAL, "gw-" + random.nextInt(2));
    String listeners =
        switch (random.nextInt(4)) {
          case 0 -> "{'port':8080,'protocol':'HTTP'}";
          case 2 -> "{'port':8080,'protocol':'HTTP','crossMesh':true,'tags':{'version':'v1'}}";
          case 1 ->
              "{'port':8080,'protocol':'HTTP','hostname':'a.com','tags':{'version':'v1'}},"
                  + "{'port':8081,'protocol':'TCP'}";
          default ->
              "{'port':8443,'protocol':'HTTPS','tls':{'mode':'TERMINATE',"
                  + "'certificates':[{'inlineString':'none'}]}},{'port':8080,'protocol':'HTTP'}";
        };
    String spec =
        "{'selectors':[{'match':{'kuma.io/service':'"
            + pick(List.of("edge", "*"))
            + "'}}],"
            + (random.nextBoolean() ? "'tags':{'version':'v0'}," : "")
            + "'conf':{'listeners':["
            + listeners
            + "]}}";
    return random.nextInt(4) == 0
        ? log.delete(key)
        : log.put(
            MeshGatewaySpec.TYPE,
            key,
            Labels.EMPTY,
            SpecJson.read(MeshGatewaySpec.TYPE, spec.replace('\'', '"')));
  }

  private MeshImage.Step outside() {
    var key = ExternalServiceSpec.TYPE.key(pick(MESHES), Origin.GLOBAL, "x-" + random.nextInt(2));
    String tls = random.nextBoolean() ? "'tls':{'enabled':true}," : "";
    String spec =
        "{'networking':{"
            + tls
            + "'address':'192.0.2."
            + random.nextInt(3)
            + ":443'},'tags':{'kuma.io/service':'"
            + pick(SERVICES)
            + "','kuma.io/protocol':'"
            + pick(List.of("http", "tcp"))
            + "'}}";
    return random.nextInt(3) == 0
        ? log.delete(key)
        : log.put(
            ExternalServiceSpec.TYPE,
            key,
            Labels.EMPTY,
            SpecJson.read(ExternalServiceSpec.TYPE, spec.replace('\'', '"')));
  }

  private MeshImage.Step gatewayRoute() {
    var key = MeshGatewayRouteSpec.TYPE.key("default", Origin.GLOBAL, "gwr-0");
    String backends =
        "'backends':[{'weight':1,'destination':{'kuma.io/service':'"
            + pick(SERVICES)
            + (random.nextBoolean() ? "'}}]" : "','version':'v1'}}]");
    String conf =
        random.nextInt(3) == 0
            ? "'tcp':{'rules':[{" + backends + "}]}"
            : "'http':{'rules':[{'matches':[{'path':{'match':'PREFIX','value':'/a'}}],"
                + backends
                + "}]}";
    String spec = "{'selectors':[{'match':{'kuma.io/service':'edge'}}],'conf':{" + conf + "}}";
    return random.nextInt(3) == 0
        ? log.delete(key)
        : log.put(
            MeshGatewayRouteSpec.TYPE,
            key,
            Labels.EMPTY,
            SpecJson.read(MeshGatewayRouteSpec.TYPE, spec.replace('\'', '"')));
  }

  /** Some make one name of several services, or none. */
  private MeshImage.Step virtualOutbound() {
    var key = VirtualOutboundSpec.TYPE.key(pick(MESHES), Origin.GLOBAL, "v-" + random.nextInt(3));
    String match = pick(List.of("'*'", "'a'", "'*','version':'*'", "'*','version':'v1'"));
    String host = pick(List.of("{{.s}}.ours", "{{.s}}.{{.v}}.ours", "one.ours"));
    String spec =
        "{'selectors':[{'match':{'kuma.io/service':"
            + match
            + "}}],'conf':{'host':'"
            + host
            + "','port':'"
            + (80 + random.nextInt(2))
            + "','parameters':[{'name':'s','tagKey':'kuma.io/service'},"
            + "{'name':'v','tagKey':'version'}]}}";
    return random.nextInt(3) == 0
        ? log.delete(key)
        : log.put(
            VirtualOutboundSpec.TYPE,
            key,
            Labels.EMPTY,
            SpecJson.read(VirtualOutboundSpec.TYPE, spec.replace('\'', '"')));
  }

  private MeshImage.Step hostnameGenerator() {
    var key =
        PluginTypes.HOSTNAME_GENERATOR.key(
            "", random.nextBoolean() ? ZONE_1 : Origin.GLOBAL, "h-" + random.nextInt(2));
    String kind = pick(List.of("meshService", "meshExternalService", "meshMultiZoneService"));
    String wanted = pick(List.of("", "'matchLabels':{'tier':'t1'}"));
    String template = pick(List.of("{{ .DisplayName }}.{{ .Zone }}.local", "{{ .DisplayName }}.x"));
    String spec = "{'selector':{'" + kind + "':{" + wanted + "}},'template':'" + template + "'}";
    return random.nextInt(3) == 0
        ? log.delete(key)
        : log.put(
            PluginTypes.HOSTNAME_GENERATOR,
            key,
            Labels.EMPTY,
            SpecJson.read(PluginTypes.HOSTNAME_GENERATOR, spec.replace('\'', '"')));
  }

  /** How much of the mesh a proxy goes to by virtual addresses. */
  private String transparent() {
    String more =
        switch (random.nextInt(6)) {
          case 0 -> ",'reachableServices':['" + pick(SERVICES) + "']";
          case 1 ->
              ",'reachableBackends':{'refs':[{'kind':'MeshService','name':'"
                  + pick(SERVICES)
                  + "'},{'kind':'MeshExternalService','labels':{'tier':'t1'}}]}";
          case 2 ->
              ",'reachableServices':['none'],'reachableBackends':{'refs':[{'kind':'MeshService',"
                  + "'labels':{'tier':'t1'},'port':80}]}";
          case 3 -> ",'reachableBackends':{}";
          case 4 -> ",'directAccessServices':['" + pick(List.of("*", "a", "b")) + "']";
          default -> "";
        };
    String spec = "{'redirectPortInbound':15006,'redirectPortOutbound':15001" + more + '}';
    return spec.replace('\'', '"');
  }

  private MeshImage.Step gatewayProxy() {
    String spec =
        "{'networking':{'address':'192.168.7.1',"
            + "'transparentProxying':{'redirectPortInbound':15006,'redirectPortOutbound':15001},"
            + "'gateway':{'type':'"
            + pick(List.of("BUILTIN", "BUILTIN", "DELEGATED"))
            + "','tags':{'kuma.io/service':'edge','version':'v"
            + random.nextInt(2)
            + "'}}}}";
    return log.put(
        CoreTypes.DATAPLANE,
        CoreTypes.DATAPLANE.key("default", ZONE_1, "edge-0"),
        Labels.EMPTY,
        SpecJson.read(CoreTypes.DATAPLANE, spec.replace('\'', '"')));
  }

  private MeshImage.Step policy() {
    ResourceType<?> type = pick(Policies.ALL).type();
    String mesh = pick(MESHES);
    String name = "p-" + random.nextInt(3);
    return random.nextInt(4) == 0
        ? log.delete(type.key(mesh, Origin.GLOBAL, name))
        : put(type, mesh, name);
  }

  private <S extends Spec> MeshImage.Step put(ResourceType<S> type, String mesh, String name) {
    Labels labels = random.nextInt(5) == 0 ? Labels.of(Labels.EFFECT, "shadow") : Labels.EMPTY;
    String body = RandomPolicies.body(random, type.name(), SERVICES);
    String json = "{\"targetRef\":" + RandomTargets.top(random, body, SERVICES) + ',' + body + '}';
    return log.put(type, type.key(mesh, Origin.GLOBAL, name), labels, SpecJson.read(type, json));
  }

  private MeshImage.Step dataplane() {
    String mesh = pick(MESHES);
    String name = "dp-" + random.nextInt(4);
    if (random.nextInt(6) == 0) {
      return log.delete(CoreTypes.DATAPLANE.key(mesh, ZONE_1, name));
    }
    if (random.nextInt(3) == 0) {
      Optional<MeshImage.Step> replica = replica(mesh, name);
      if (replica.isPresent()) {
        return replica.get();
      }
    }
    DataplaneBuilder builder =
        aDataplane(name).inMesh(mesh).at("192.168.0." + (1 + random.nextInt(4)));
    for (int i = 0; i <= random.nextInt(2); i++) {
      builder.inbound(80 + i, 8080 + i, tags(pick(SERVICES)), random.nextInt(4) != 0);
    }
    for (int i = 0; i < random.nextInt(3); i++) {
      Tags to =
          random.nextInt(5) == 0
              ? Tags.of(Map.of(Tags.SERVICE, "edge", Tags.MESH, pick(MESHES)))
              : Tags.of(Tags.SERVICE, pick(SERVICES));
      builder.outbound(10080 + i, random.nextInt(3) == 0 ? to.with("version", "v1") : to);
    }
    switch (random.nextInt(5)) {
      case 3 -> builder.outboundTo(10090, "MeshExternalService", pick(SERVICES), 0);
      case 0 -> builder.outboundTo(10090, "MeshService", pick(SERVICES), 80);
      case 1 -> builder.outboundTo(10090, "MeshMultiZoneService", pick(SERVICES), 80);
      case 2 -> builder.outboundTo(10090, "MeshService", "tier", "t" + random.nextInt(2), 82);
      default -> {}
    }
    if (random.nextInt(3) != 0) {
      builder.transparent(transparent());
    }
    if (random.nextInt(4) == 0) {
      builder.label("team", "t" + random.nextInt(2));
    }
    return log.put(builder);
  }

  /** Another replica of the workload of a Dataplane that is there: only name and address differ. */
  private Optional<MeshImage.Step> replica(String mesh, String name) {
    return log.image()
        .find(CoreTypes.DATAPLANE, mesh, "dp-" + random.nextInt(4))
        .map(of -> {
          DataplaneSpec.Networking net = of.spec().net();
          String address = "192.168.1." + (1 + random.nextInt(4));
          return log.put(
              CoreTypes.DATAPLANE,
              CoreTypes.DATAPLANE.key(mesh, ZONE_1, name),
              of.labels(),
              new DataplaneSpec(
                  new DataplaneSpec.Networking(
                      address,
                      null,
                      net.gateway(),
                      net.inbound(),
                      net.outbound(),
                      null,
                      net.transparentProxying(),
                      null),
                  null,
                  null));
        });
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
