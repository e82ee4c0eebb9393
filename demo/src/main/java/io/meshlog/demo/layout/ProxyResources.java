package io.meshlog.demo.layout;

import java.util.stream.Collectors;

/** The resources given to kuma-dp: templates whose ports and addresses are variables. */
public final class ProxyResources {

  private ProxyResources() {}

  public static String of(ProxyLayout proxy, Layout layout) {
    return switch (proxy.kind()) {
      case INGRESS -> ingress(proxy);
      case EGRESS -> egress(proxy);
      case DEMO_APP -> demoApp(proxy, layout);
      case KV -> kv(proxy);
    };
  }

  private static String ingress(ProxyLayout proxy) {
    return """
    type: ZoneIngress
    name: {{ name }}
    networking:
      address: {{ address }}
      advertisedAddress: {{ address }}
      port: %d
      advertisedPort: %d
      admin:
        port: {{ adminPort }}
    """
        .formatted(proxy.inboundPort(), proxy.inboundPort());
  }

  private static String egress(ProxyLayout proxy) {
    return """
    type: ZoneEgress
    name: {{ name }}
    networking:
      address: {{ address }}
      port: %d
      admin:
        port: {{ adminPort }}
    """
        .formatted(proxy.inboundPort());
  }

  private static String demoApp(ProxyLayout proxy, Layout layout) {
    String zoneOutbounds =
        layout.zones().stream()
            .map(z -> outbound(proxy.zoneKvOutboundPort(z), Services.ofZone(z)))
            .collect(Collectors.joining());
    return head()
        + inbound(proxy.inboundPort(), proxy, Services.DEMO_APP)
        + "  outbound:\n"
        + outbound(proxy.kvOutboundPort(), Services.KV)
        + zoneOutbounds;
  }

  private static String kv(ProxyLayout proxy) {
    return head()
        + inbound(proxy.inboundPort(), proxy, Services.KV)
        + inbound(proxy.zoneInboundPort(), proxy, Services.ofZone(proxy.zone()));
  }

  private static String head() {
    return """
    type: Dataplane
    mesh: default
    name: {{ name }}
    networking:
      address: {{ address }}
      admin:
        port: {{ adminPort }}
      inbound:
    """;
  }

  private static String inbound(int port, ProxyLayout proxy, String service) {
    return """
        - port: %d
          serviceAddress: 127.0.0.1
          servicePort: %d
          tags:
            kuma.io/service: %s
            kuma.io/protocol: http
            version: v%d
            instance: {{ name }}
    """
        .formatted(port, proxy.appPort(), service, proxy.zone().index());
  }

  private static String outbound(int port, String service) {
    return """
        - port: %d
          tags:
            kuma.io/service: %s
    """
        .formatted(port, service);
  }
}
