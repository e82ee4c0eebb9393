package io.meshlog.bench.jmh;

import io.meshlog.bench.load.LoadPlan;
import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.event.EventMeta;
import io.meshlog.model.event.MeshEvent.Upserted;
import io.meshlog.model.event.RecordedEvent;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.generate.Generation;
import io.meshlog.xds.generate.XdsGenerator;
import io.meshlog.xds.policy.Policies;
import io.meshlog.xds.policy.Policy;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.secrets.IdentityCert;
import io.meshlog.xds.state.MeshState;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The mesh of the load driver's plan, with mTLS and policies, in memory. Not for several threads.
 */
final class BenchMesh {
  static final String MESH = "default";
  static final Origin ZONE = Origin.zone("zone-1");
  static final LoadPlan PLAN = new LoadPlan(1_000, 100, 10, false, true);
  static final Certificates CERTIFICATES =
      Certificates.of(MESH, new IdentityCert("certificate", "key"), "authority");
  static final XdsGenerator GENERATOR = new XdsGenerator();

  /** A proxy in the middle. */
  static final int SOME = 500;

  private static final int SERVICE_POLICIES = 20;

  private MeshImage image = MeshImage.empty(ZONE);

  BenchMesh() {
    put(
        CoreTypes.MESH,
        "",
        MESH,
        """
        {"mtls":{"enabledBackend":"ca-1","backends":[{"name":"ca-1","type":"builtin"}]}}\
        """);
    policies();
    for (int proxy = 0; proxy < PLAN.proxies(); proxy++) {
      append(next(dataplane(proxy, 1)));
    }
  }

  private void policies() {
    forEverybody("MeshTimeout", "{\"http\":{\"requestTimeout\":\"5s\"}}");
    forEverybody("MeshRetry", "{\"http\":{\"numRetries\":3}}");
    forEverybody("MeshCircuitBreaker", "{\"connectionLimits\":{\"maxConnections\":100}}");
    forEverybody("MeshHealthCheck", "{\"interval\":\"10s\",\"tcp\":{}}");
    policy(
        "MeshTrafficPermission",
        "everybody",
        """
        {"targetRef":{"kind":"Mesh"},"from":[{"targetRef":{"kind":"Mesh"},"default":{"action":"Allow"}}]}\
        """);
    for (int i = 0; i < SERVICE_POLICIES; i++) {
      policy(
          "MeshTimeout",
          "of-service-" + i,
          """
          {"targetRef":{"kind":"MeshSubset","tags":{"kuma.io/service":"%s"}},
           "to":[{"targetRef":{"kind":"MeshService","name":"%s"},
            "default":{"http":{"requestTimeout":"%dms"}}}]}\
          """
              .formatted(LoadPlan.service(5 * i), LoadPlan.service(5 * i + 1), 100 + i));
    }
  }

  private void forEverybody(String type, String conf) {
    policy(
        type,
        "everybody",
        """
        {"targetRef":{"kind":"Mesh"},"to":[{"targetRef":{"kind":"Mesh"},"default":%s}]}\
        """
            .formatted(conf));
  }

  private void policy(String type, String name, String spec) {
    ResourceType<?> found =
        Policies.ALL.stream()
            .<ResourceType<?>>map(Policy::type)
            .filter(each -> each.name().equals(type))
            .findFirst()
            .orElseThrow();
    put(found, MESH, name, spec);
  }

  private <S extends Spec> void put(ResourceType<S> type, String mesh, String name, String spec) {
    append(
        next(
            new Upserted<>(
                type,
                type.key(mesh, ZONE, name),
                Labels.of(Labels.ZONE, ZONE.zone()),
                SpecJson.read(type, spec))));
  }

  /** A proxy of the plan; another number is another address. */
  static Upserted<DataplaneSpec> dataplane(int proxy, int address) {
    return new Upserted<>(
        CoreTypes.DATAPLANE,
        CoreTypes.DATAPLANE.key(MESH, ZONE, LoadPlan.name(proxy)),
        Labels.of(Labels.ZONE, ZONE.zone()),
        SpecJson.read(CoreTypes.DATAPLANE, PLAN.networking(proxy, address)));
  }

  static ProxyKey key(int proxy) {
    return ProxyKey.dataplane(MESH, LoadPlan.name(proxy));
  }

  /** The event that would come next. */
  RecordedEvent next(Upserted<?> event) {
    long pos = image.head() + 1;
    return new RecordedEvent(
        pos,
        1,
        new UUID(0, pos),
        1,
        Instant.ofEpochSecond(pos),
        EventMeta.system("bench"),
        event,
        null);
  }

  private void append(RecordedEvent event) {
    image = image.apply(List.of(event)).image();
  }

  MeshImage image() {
    return image;
  }

  static Generation generate(MeshState state, int proxy) {
    ProxyFacts facts =
        ProxyFacts.of(key(proxy))
            .withFeatures(Set.of(ProxyFacts.REUSE_PORT))
            .withAdmin("127.0.0.1", 9901, 9902)
            .withSockets("/run/dp", "");
    return GENERATOR.generate(state, facts, CERTIFICATES);
  }

  static ProxyConfig config(MeshState state, int proxy) {
    return switch (generate(state, proxy)) {
      case Generation.Ready(ProxyConfig config) -> config;
      case Generation.Withheld withheld -> throw new IllegalStateException(withheld.why());
    };
  }
}
