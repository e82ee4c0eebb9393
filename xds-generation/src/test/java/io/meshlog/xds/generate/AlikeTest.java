package io.meshlog.xds.generate;

import static io.meshlog.model.samples.DataplaneBuilder.aDataplane;
import static io.meshlog.model.samples.Samples.ZONE_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.samples.Samples;
import io.meshlog.model.samples.TestLog;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.XdsType;
import io.meshlog.xds.policy.meshaccesslog.MeshAccessLogPolicy;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.state.MeshState;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Replicas of a workload have one instance of what they need for their calls. That it is the right
 * one is shown by {@link IncrementalTest}, which has replicas, too.
 */
class AlikeTest {
  private static final String OUTBOUND = "outbound:127.0.0.1:10080";

  private final TestLog log = TestLog.of(ZONE_1);
  private final XdsGenerator generator = new XdsGenerator();

  @BeforeEach
  void twoReplicasAndWhatTheyCall() {
    log.put(CoreTypes.MESH, Samples.meshKey("default"), Labels.EMPTY, Samples.mesh(null, false));
    destination("http");
    for (int i = 1; i <= 2; i++) {
      log.put(
          aDataplane("web-" + i)
              .at("192.168.0." + i)
              .inbound(80, 80, Tags.of(Tags.SERVICE, "web"), true)
              .outbound(10080, Tags.of(Tags.SERVICE, "backend")));
    }
  }

  private void destination(String protocol) {
    log.put(
        aDataplane("backend-1")
            .at("192.168.0.9")
            .inbound(80, 80, Tags.of(Tags.SERVICE, "backend").with(Tags.PROTOCOL, protocol), true));
  }

  @Test
  void replicasShareListenersAndClustersOfTheirCalls() {
    ProxyConfig one = config("web-1");
    ProxyConfig other = config("web-2");
    assertThat(listener(one)).isSameAs(listener(other));
    assertThat(one.of(XdsType.CLUSTER).get("backend"))
        .isSameAs(other.of(XdsType.CLUSTER).get("backend"));
    assertThat(one.of(XdsType.LISTENER)).containsKey("inbound:192.168.0.1:80");
    assertThat(other.of(XdsType.LISTENER)).containsKey("inbound:192.168.0.2:80");
  }

  @Test
  void whatWasMadeForAnotherStateIsMadeAnew() {
    XdsResource before = listener(config("web-1"));
    destination("tcp");
    assertThat(listener(config("web-2"))).isNotEqualTo(before);
    destination("http");
    assertThat(listener(config("web-1"))).isEqualTo(before);
  }

  @Test
  void transparentReplicasShareWhatTheyHaveAtVirtualAddresses() {
    for (int i = 1; i <= 2; i++) {
      log.put(
          aDataplane("any-" + i)
              .at("192.168.1." + i)
              .inbound(80, 80, Tags.of(Tags.SERVICE, "any"), true)
              .transparent("{\"redirectPortInbound\":15006,\"redirectPortOutbound\":15001}"));
    }
    List<XdsResource> before = virtual(config("any-1"));
    assertThat(before)
        .hasSize(3)
        .usingElementComparator(AlikeTest::identity)
        .isEqualTo(virtual(config("any-2")));

    log.put(aDataplane("late-1").at("192.168.0.8").inbound("late", "http"));

    assertThat(virtual(config("any-2"))).hasSize(4).containsAll(before);
  }

  private static int identity(XdsResource one, XdsResource other) {
    return one == other ? 0 : 1;
  }

  private static List<XdsResource> virtual(ProxyConfig config) {
    return config.of(XdsType.LISTENER).values().stream()
        .filter(listener -> listener.name().startsWith("outbound:2"))
        .toList();
  }

  @Test
  void aPolicyThatWritesTheirAddressesSetsThemApart() {
    log.put(
        MeshAccessLogPolicy.TYPE,
        MeshAccessLogPolicy.TYPE.key("default", Origin.GLOBAL, "log"),
        Labels.EMPTY,
        SpecJson.read(
            MeshAccessLogPolicy.TYPE,
            """
            {"to":[{"targetRef":{"kind":"Mesh"},"default":{"backends":[{"type":"File","file":{"path":"/l",
              "format":{"type":"Plain","plain":"%KUMA_SOURCE_ADDRESS_WITHOUT_PORT%"}}}]}}]}\
            """));
    assertThat(text(config("web-1"))).contains("192.168.0.1");
    assertThat(text(config("web-2"))).contains("192.168.0.2");
  }

  private static String text(ProxyConfig config) {
    return listener(config).value().getValue().toStringUtf8();
  }

  private static XdsResource listener(ProxyConfig config) {
    return config.find(XdsType.LISTENER, OUTBOUND).orElseThrow();
  }

  private ProxyConfig config(String proxy) {
    Generation made =
        generator.generate(
            MeshState.of(log.image()),
            ProxyFacts.of(ProxyKey.dataplane("default", proxy)),
            Certificates.NONE);
    return ((Generation.Ready) made).config();
  }
}
