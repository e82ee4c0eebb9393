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
import io.meshlog.xds.policy.meshtimeout.MeshTimeoutPolicy;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.state.MeshState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a sidecar has for itself is made again when something changes that it was made from, and
 * only then. That it is the right one is shown by {@link IncrementalTest} and {@link
 * PolicyChangesTest}.
 */
class OwnHalvesTest {
  private final TestLog log = TestLog.of(ZONE_1);
  private final XdsGenerator generator = new XdsGenerator();
  private final ProxyFacts facts = ProxyFacts.of(ProxyKey.dataplane("default", "web-1"));

  @BeforeEach
  void oneThatCallsAnother() {
    log.put(CoreTypes.MESH, Samples.meshKey("default"), Labels.EMPTY, Samples.mesh(null, false));
    log.put(
        aDataplane("backend-1")
            .at("192.168.0.9")
            .inbound(80, 80, Tags.of(Tags.SERVICE, "backend").with(Tags.PROTOCOL, "http"), true));
    web("192.168.0.1");
    timeout("to", "1s");
  }

  private void web(String address) {
    log.put(
        aDataplane("web-1")
            .at(address)
            .inbound(80, 80, Tags.of(Tags.SERVICE, "web").with(Tags.PROTOCOL, "http"), true)
            .outbound(10080, Tags.of(Tags.SERVICE, "backend")));
  }

  private void timeout(String side, String value) {
    log.put(
        MeshTimeoutPolicy.TYPE,
        MeshTimeoutPolicy.TYPE.key("default", Origin.GLOBAL, "timeout"),
        Labels.EMPTY,
        SpecJson.read(
            MeshTimeoutPolicy.TYPE,
            """
            {"%s":[{"targetRef":{"kind":"Mesh"},"default":{"http":{"requestTimeout":"%s"}}}]}\
            """
                .formatted(side, value)));
  }

  @Test
  void aPolicyForItsCallsLeavesItAlone() {
    ProxyConfig before = config();
    timeout("to", "2s");
    ProxyConfig after = config();
    assertThat(inbound(after)).isSameAs(inbound(before));
    assertThat(outbound(after)).isNotEqualTo(outbound(before));
    assertThat(after).isEqualTo(anew());
  }

  @Test
  void aPolicyForItsInboundsHasItMadeAgain() {
    ProxyConfig before = config();
    timeout("from", "2s");
    ProxyConfig after = config();
    assertThat(inbound(after)).isNotEqualTo(inbound(before));
    assertThat(after).isEqualTo(anew());
  }

  @Test
  void aPolicyThatSaysTheSameAtAnotherPositionIsSaidToHaveDecided() {
    timeout("from", "2s");
    config();
    timeout("from", "2s");
    assertThat(config().decisions()).isEqualTo(anew().decisions());
  }

  @Test
  void anotherAddressHasItMadeAgain() {
    config();
    web("192.168.0.2");
    assertThat(config().of(XdsType.LISTENER)).containsKey("inbound:192.168.0.2:80");
    assertThat(config()).isEqualTo(anew());
  }

  private static XdsResource inbound(ProxyConfig config) {
    return config.find(XdsType.LISTENER, "inbound:192.168.0.1:80").orElseThrow();
  }

  private static XdsResource outbound(ProxyConfig config) {
    return config.find(XdsType.LISTENER, "outbound:127.0.0.1:10080").orElseThrow();
  }

  private ProxyConfig config() {
    return config(generator);
  }

  /** By one who remembers nothing. */
  private ProxyConfig anew() {
    return config(new XdsGenerator());
  }

  private ProxyConfig config(XdsGenerator by) {
    Generation made = by.generate(MeshState.of(log.image()), facts, Certificates.NONE);
    return ((Generation.Ready) made).config();
  }
}
