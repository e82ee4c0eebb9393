package io.meshlog.xds.golden;

import static io.meshlog.model.samples.DataplaneBuilder.aDataplane;
import static io.meshlog.model.samples.Samples.ZONE_1;
import static io.meshlog.model.samples.Samples.ZONE_2;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.samples.Samples;
import io.meshlog.model.samples.TestLog;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.zone.ZoneIngressSpec;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.generate.Generation;
import io.meshlog.xds.generate.Plan;
import io.meshlog.xds.generate.XdsGenerator;
import io.meshlog.xds.policy.MeshTypes;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.state.MeshState;
import java.util.List;
import java.util.Map;

/**
 * {@code web} in zone-1 calls {@code backend}, which is in zone-2 behind an ingress, all on
 * loopback: two control planes' states and the configs they make.
 */
final class TwoZones {
  /** All on 127.0.0.1 and free when the test began. */
  record Ports(int web, int outbound, int ingress, int backend, int application) {}

  private static final XdsGenerator GENERATOR = new XdsGenerator();
  private static final Tags BACKEND =
      Tags.of(Map.of(Tags.SERVICE, "backend", Tags.PROTOCOL, "http", "version", "v1"));

  private static final Labels LABELS = Labels.of("app", "backend");
  private static final ResourceKey BACKEND_SERVICE =
      CoreTypes.MESH_SERVICE.key("default", ZONE_2, "backend");

  private final TestLog one = TestLog.of(ZONE_1);
  private final TestLog two = TestLog.of(ZONE_2);
  private final TestCertificates ca = new TestCertificates();
  private final Ports ports;

  TwoZones(Ports ports, MeshSpec mesh) {
    this.ports = ports;
    Samples.putMesh(one, "default", mesh);
    Samples.putMesh(two, "default", mesh);
    Samples.putZone(one, ZONE_2, true);
    two.put(
        aDataplane("backend-1")
            .at("127.0.0.1")
            .inbound(ports.backend(), ports.application(), BACKEND, true));
    two.put(CoreTypes.ZONE_INGRESS, "", "in-2", Labels.EMPTY, ingress(List.of()));
    one.put(
        aDataplane("web-1")
            .at("127.0.0.1")
            .inbound(ports.web(), 1, Tags.of(Tags.SERVICE, "web"), true)
            .outbound(ports.outbound(), "backend"));
  }

  private ZoneIngressSpec ingress(List<ZoneIngressSpec.AvailableService> services) {
    return new ZoneIngressSpec(
        "zone-2",
        new ZoneIngressSpec.Networking(
            "127.0.0.1", "127.0.0.1", ports.ingress(), ports.ingress(), null),
        services);
  }

  /** zone-2 has a MeshService for backend, Global one name over it; web calls it by that. */
  void byIdentity(String kind) {
    two.put(
        CoreTypes.MESH_SERVICE,
        BACKEND_SERVICE,
        LABELS.with(Labels.ZONE, "zone-2"),
        SpecJson.read(
            CoreTypes.MESH_SERVICE,
            "{\"selector\":{\"dataplaneTags\":{\"version\":\"v1\"}},\"ports\":[{\"port\":80,\"targetPort\":"
                + ports.backend()
                + ",\"appProtocol\":\"http\"}]}"));
    String over =
        "{\"selector\":{\"meshService\":{\"matchLabels\":{\"app\":\"backend\"}}},"
            + "\"ports\":[{\"port\":80,\"appProtocol\":\"http\"}]}";
    for (TestLog log : List.of(one, two)) {
      log.put(
          CoreTypes.MESH_MULTI_ZONE_SERVICE,
          CoreTypes.MESH_MULTI_ZONE_SERVICE.key("default", Origin.GLOBAL, "everywhere"),
          LABELS,
          SpecJson.read(CoreTypes.MESH_MULTI_ZONE_SERVICE, over));
    }
    one.put(
        aDataplane("web-1")
            .at("127.0.0.1")
            .inbound(ports.web(), 1, Tags.of(Tags.SERVICE, "web"), true)
            .outboundTo(ports.outbound(), kind, "app", "backend", 80));
  }

  /** Global says it to both. */
  void policy(String type, String name, String json) {
    ResourceType<?> known = MeshTypes.TYPES.byName(type).orElseThrow();
    put(one, known, name, json);
    put(two, known, name, json);
  }

  private static <S extends Spec> void put(
      TestLog log, ResourceType<S> type, String name, String json) {
    log.put(
        type, type.key("default", Origin.GLOBAL, name), Labels.EMPTY, SpecJson.read(type, json));
  }

  /** What zone-2 derives reaches zone-1. */
  void announce() {
    one.put(
        CoreTypes.ZONE_INGRESS,
        CoreTypes.ZONE_INGRESS.key("", ZONE_2, "in-2"),
        Labels.EMPTY,
        ingress(MeshState.of(two.image()).availableServices()));
    MeshState.of(two.image())
        .derived(BACKEND_SERVICE)
        .ifPresent(service ->
            one.put(
                CoreTypes.MESH_SERVICE,
                BACKEND_SERVICE,
                LABELS.with(Labels.ZONE, "zone-2"),
                service));
  }

  ProxyConfig web() {
    return sidecar(MeshState.of(one.image()), "web-1");
  }

  ProxyConfig backend() {
    return sidecar(MeshState.of(two.image()), "backend-1");
  }

  ProxyConfig ingress() {
    return made(
        GENERATOR.generate(
            MeshState.of(two.image()), ProxyFacts.of(ProxyKey.ingress("in-2")), Certificates.NONE));
  }

  private ProxyConfig sidecar(MeshState state, String name) {
    Plan plan = GENERATOR.plan(state, ProxyFacts.of(ProxyKey.dataplane("default", name)));
    Certificates certificates =
        plan.wanted().identities().stream()
            .findFirst()
            .map(request -> ca.real("default", request.uris()))
            .orElse(Certificates.NONE);
    return made(plan.generate(certificates));
  }

  private static ProxyConfig made(Generation generation) {
    return switch (generation) {
      case Generation.Ready(ProxyConfig config) -> config;
      case Generation.Withheld withheld -> throw new AssertionError(withheld.why());
    };
  }
}
