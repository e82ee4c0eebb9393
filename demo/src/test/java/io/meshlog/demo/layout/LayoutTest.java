package io.meshlog.demo.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class LayoutTest {

  @Test
  void hasKumasPortsForGlobal() {
    ControlPlanePorts global = new Layout(0).global();
    assertThat(global.http()).isEqualTo(5681);
    assertThat(global.https()).isEqualTo(5682);
    assertThat(global.diagnostics()).isEqualTo(5680);
  }

  @Test
  void givesNoPortTwice() {
    assertThat(new Layout(0).allPorts().boxed().toList()).doesNotHaveDuplicates().hasSize(78);
  }

  @Test
  void shiftsEveryPortByTheOffset() {
    assertThat(new Layout(1000).allPorts().boxed().toList())
        .isEqualTo(new Layout(0).allPorts().map(p -> p + 1000).boxed().toList());
  }

  @Test
  void keepsEveryProxyOnAnAddressOfItsOwn() {
    assertThat(
            new Layout(0)
                .zones().stream().flatMap(z -> z.proxies().stream()).map(ProxyLayout::address))
        .doesNotHaveDuplicates()
        .contains("127.0.1.1", "127.0.2.3");
  }

  @Test
  void refusesAnOffsetThatLeavesThePortRange() {
    assertThatThrownBy(() -> new Layout(60_000)).hasMessageContaining("out of range");
    assertThatThrownBy(() -> new Layout(-5000)).hasMessageContaining("out of range");
  }

  @Test
  void findsABlockThatIsFree() throws Exception {
    Layout layout = Layout.free();
    assertThat(layout.taken()).isEmpty();
    try (var stranger =
        new ServerSocket(layout.kafkaPort(), 1, InetAddress.ofLiteral("127.0.0.1"))) {
      assertThat(layout.taken()).containsExactly(stranger.getLocalPort());
    }
  }

  @Test
  void numbersFurtherInstancesOfKv() {
    ZoneLayout zone = new Layout(0).zone("zone-2");
    assertThat(zone.kv(1).name()).isEqualTo("kv-zone-2");
    assertThat(zone.kv(2).name()).isEqualTo("kv-zone-2-2");
    assertThat(zone.kv(2).all().boxed().toList())
        .doesNotContainAnyElementsOf(zone.kv(1).all().boxed().toList());
  }

  @Test
  void writesAKvWithAnInboundPerService() {
    Layout layout = new Layout(0);
    assertThat(ProxyResources.of(layout.zone("zone-2").kv(1), layout))
        .isEqualTo(
            """
            type: Dataplane
            mesh: default
            name: {{ name }}
            networking:
              address: {{ address }}
              admin:
                port: {{ adminPort }}
              inbound:
                - port: 7721
                  serviceAddress: 127.0.0.1
                  servicePort: 7720
                  tags:
                    kuma.io/service: kv
                    kuma.io/protocol: http
                    version: v2
                    instance: {{ name }}
                - port: 7722
                  serviceAddress: 127.0.0.1
                  servicePort: 7720
                  tags:
                    kuma.io/service: kv-zone-2
                    kuma.io/protocol: http
                    version: v2
                    instance: {{ name }}
            """);
  }
}
