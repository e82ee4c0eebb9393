package io.meshlog.xds.generate;

import static io.meshlog.model.samples.DataplaneBuilder.aDataplane;
import static io.meshlog.model.samples.Samples.ZONE_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.meshlog.model.samples.Samples;
import io.meshlog.model.samples.TestLog;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.XdsType;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.state.MeshState;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** No golden case: a standard Envoy cannot accept the filter (xds-generation.md 2.4). */
class KafkaTest {
  private static final ProxyFacts BROKER = ProxyFacts.of(ProxyKey.dataplane("default", "broker-1"));

  @Test
  void anEnvoyThatHasTheFilterGetsItBeforeTheProxy() {
    ProxyFacts contrib = BROKER.withExtensions(Set.of(ProxyFacts.KAFKA_FILTER));
    assertThat(filters(contrib, "inbound:192.168.0.1:80"))
        .containsExactly(ProxyFacts.KAFKA_FILTER, "envoy.filters.network.tcp_proxy");
    assertThat(filters(contrib, "outbound:127.0.0.1:9092"))
        .containsExactly(ProxyFacts.KAFKA_FILTER, "envoy.filters.network.tcp_proxy");
  }

  @Test
  void anEnvoyThatDoesNotListItGetsPlainTcp() {
    assertThat(filters(BROKER, "inbound:192.168.0.1:80"))
        .containsExactly("envoy.filters.network.tcp_proxy");
    assertThat(filters(BROKER, "outbound:127.0.0.1:9092"))
        .containsExactly("envoy.filters.network.tcp_proxy");
  }

  private static List<String> filters(ProxyFacts facts, String listener) {
    TestLog log = TestLog.of(ZONE_1);
    Samples.putMesh(log, "default", Samples.PLAIN);
    log.put(aDataplane("broker-1").inbound("broker", "kafka").outbound(9092, "broker"));
    MeshState state = MeshState.of(log.image());
    var made = new XdsGenerator().generate(state, facts, Certificates.NONE);
    var resource =
        ((Generation.Ready) made).config().find(XdsType.LISTENER, listener).orElseThrow();
    try {
      return Listener.parseFrom(resource.value().getValue())
          .getFilterChains(0)
          .getFiltersList()
          .stream()
          .map(Filter::getName)
          .toList();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
