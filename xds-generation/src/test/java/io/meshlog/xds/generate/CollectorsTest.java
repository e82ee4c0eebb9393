package io.meshlog.xds.generate;

import static io.meshlog.model.samples.DataplaneBuilder.aDataplane;
import static io.meshlog.model.samples.Samples.ZONE_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.image.MeshImage;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.samples.Samples;
import io.meshlog.model.samples.TestLog;
import io.meshlog.model.types.PluginTypes;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.XdsType;
import io.meshlog.xds.policy.meshtrace.MeshTracePolicy;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.state.Advance;
import io.meshlog.xds.state.MeshState;
import java.util.Collections;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A MeshOpenTelemetryBackend that comes, changes and goes reaches the proxies that refer to it. */
class CollectorsTest {
  private static final ProxyFacts REFERS =
      ProxyFacts.of(ProxyKey.dataplane("default", "web-1"))
          .withFeatures(Set.of(ProxyFacts.OTEL_PIPE))
          .withSockets("/run/dp", "");
  private static final ProxyFacts OTHER =
      ProxyFacts.of(ProxyKey.dataplane("default", "other-1"))
          .withFeatures(Set.of(ProxyFacts.OTEL_PIPE))
          .withSockets("/run/dp", "");

  private final TestLog log = TestLog.of(ZONE_1);
  private final XdsGenerator generator = new XdsGenerator();

  @Test
  void followsTheBackend() {
    Samples.putMesh(log, "default", MeshSpec.EMPTY);
    log.put(aDataplane("web-1").inbound("web", "http"));
    log.put(aDataplane("other-1").at("192.168.0.3").inbound("other", "http"));
    log.put(
        MeshTracePolicy.TYPE,
        MeshTracePolicy.TYPE.key("default", Origin.GLOBAL, "t"),
        Labels.EMPTY,
        SpecJson.read(
            MeshTracePolicy.TYPE,
            "{\"targetRef\":{\"kind\":\"MeshSubset\",\"tags\":{\"kuma.io/service\":\"web\"}},"
                + "\"default\":{\"backends\":[{\"type\":\"OpenTelemetry\",\"openTelemetry\":"
                + "{\"backendRef\":{\"kind\":\"MeshOpenTelemetryBackend\",\"name\":\"main\"}}}]}}"));
    MeshState state = MeshState.of(log.image());
    assertThat(listeners(state, REFERS)).doesNotContain("/otel");

    state = advance(state, put(Origin.GLOBAL, "10.0.0.1"));
    assertThat(listeners(state, REFERS)).contains("/otel", "10.0.0.1:4317", "meshtrace:opentel");
    state = advance(state, put(Origin.GLOBAL, "10.0.0.2"));
    assertThat(listeners(state, REFERS)).contains("10.0.0.2:4317").doesNotContain("10.0.0.1");
    state = advance(state, put(ZONE_1, "10.0.0.3"));
    assertThat(listeners(state, REFERS)).as("of this zone first").contains("10.0.0.3:4317");
    state = advance(state, log.delete(key(ZONE_1)));
    state = advance(state, log.delete(key(Origin.GLOBAL)));
    assertThat(listeners(state, REFERS)).doesNotContain("/otel", "meshtrace:opentel");
  }

  private static ResourceKey key(Origin origin) {
    return PluginTypes.MESH_OPEN_TELEMETRY_BACKEND.key("default", origin, "main");
  }

  private MeshImage.Step put(Origin origin, String address) {
    return log.put(
        PluginTypes.MESH_OPEN_TELEMETRY_BACKEND,
        key(origin),
        Labels.EMPTY,
        SpecJson.read(
            PluginTypes.MESH_OPEN_TELEMETRY_BACKEND,
            "{\"endpoint\":{\"address\":\"" + address + "\"}}"));
  }

  /** Touches the one that refers, and nobody else. */
  private MeshState advance(MeshState before, MeshImage.Step step) {
    Advance advance = before.advance(step.image(), step.delta());
    assertThat(Collections.disjoint(deps(before, REFERS), advance.touched())).isFalse();
    assertThat(Collections.disjoint(deps(before, OTHER), advance.touched())).isTrue();
    return advance.state();
  }

  private Set<?> deps(MeshState state, ProxyFacts facts) {
    return generator.generate(state, facts, Certificates.NONE).deps();
  }

  private String listeners(MeshState state, ProxyFacts facts) {
    Generation.Ready ready = (Generation.Ready) generator.generate(state, facts, Certificates.NONE);
    StringBuilder text = new StringBuilder();
    ready
        .config()
        .of(XdsType.LISTENER)
        .values()
        .forEach(each -> text.append(each.value().getValue().toStringUtf8()));
    return text.toString();
  }
}
