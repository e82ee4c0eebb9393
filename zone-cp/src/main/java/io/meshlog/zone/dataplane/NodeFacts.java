package io.meshlog.zone.dataplane;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Extension;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.ProxyKind;
import io.meshlog.xds.Redirects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a node says of itself (rest-and-dataplane-protocol.md 5.2).
 *
 * @param resourceText its resource, empty when it brings none
 * @param metadata raw
 */
record NodeFacts(ProxyFacts facts, String resourceText, Struct metadata) {
  private static final int DEFAULT_INBOUND = 15006;
  private static final int DEFAULT_OUTBOUND = 15001;
  private static final int DEFAULT_DNS = 15053;

  /** Empty when the node names no proxy. */
  static Optional<NodeFacts> of(Node node) {
    Struct metadata = node.getMetadata();
    Optional<ProxyKind> kind = kind(text(metadata, "dataplane.proxyType"));
    if (kind.isEmpty() || node.getId().indexOf('.') < 0) {
      return Optional.empty();
    }
    ProxyFacts facts =
        new ProxyFacts(
            ProxyKey.ofNode(kind.get(), node.getId()),
            features(metadata),
            node.getExtensionsList().stream()
                .map(Extension::getName)
                .collect(Collectors.toUnmodifiableSet()),
            text(metadata, "dataplane.admin.address"),
            number(metadata, "dataplane.admin.port"),
            text(metadata, "dataplane.admin.socketPath"),
            number(metadata, "dataplane.readinessReporter.port"),
            text(metadata, "workdir"),
            flag(metadata, "ipv6Enabled"),
            text(metadata, "systemCaPath"),
            dnsRedirect(metadata),
            dnsPort(metadata),
            new ProxyFacts.MetricsTls(
                text(metadata, "metricsCertPath"), text(metadata, "metricsKeyPath")),
            redirects(metadata));
    return Optional.of(new NodeFacts(facts, text(metadata, "dataplane.resource"), metadata));
  }

  private static Optional<ProxyKind> kind(String proxyType) {
    return switch (proxyType) {
      case "", "dataplane" -> Optional.of(ProxyKind.DATAPLANE);
      case "ingress" -> Optional.of(ProxyKind.INGRESS);
      case "egress" -> Optional.of(ProxyKind.EGRESS);
      default -> Optional.empty();
    };
  }

  private static String text(Struct metadata, String key) {
    return metadata.getFieldsOrDefault(key, Value.getDefaultInstance()).getStringValue();
  }

  /** A text, as in what Kuma writes itself, or a number, as in what kuma-dp sent. */
  private static int number(Struct metadata, String key) {
    Value value = metadata.getFieldsOrDefault(key, Value.getDefaultInstance());
    if (value.hasNumberValue()) {
      return (int) value.getNumberValue();
    }
    String text = value.getStringValue();
    try {
      return text.isEmpty() ? 0 : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Absent reads as true. */
  private static boolean flag(Struct metadata, String key) {
    Value value = metadata.getFieldsMap().get(key);
    return value == null || !value.hasBoolValue() || value.getBoolValue();
  }

  /** Of the transparent proxy's settings, {@code redirect.dns.enabled}. */
  private static boolean dnsRedirect(Struct metadata) {
    return redirectedDns(metadata)
        .getFieldsOrDefault("enabled", Value.getDefaultInstance())
        .getBoolValue();
  }

  private static Struct redirectedDns(Struct metadata) {
    return struct(struct(struct(metadata, "transparentProxy"), "redirect"), "dns");
  }

  /**
   * Kuma-dp says one of its own where a DNS server of its own has the one that is redirected to.
   */
  private static int dnsPort(Struct metadata) {
    int own = number(metadata, "dataplane.dns.port");
    if (own > 0 || !dnsRedirect(metadata)) {
      return own;
    }
    int port = number(redirectedDns(metadata), "port");
    return port > 0 ? port : DEFAULT_DNS;
  }

  /** None without the feature: then the Dataplane says it. */
  private static Redirects redirects(Struct metadata) {
    Struct proxy = struct(metadata, "transparentProxy");
    if (!features(metadata).contains("feature-transparent-proxy-in-dataplane-metadata")
        || proxy.getFieldsCount() == 0) {
      return Redirects.NONE;
    }
    return new Redirects(
        redirect(proxy, "inbound", DEFAULT_INBOUND),
        redirect(proxy, "outbound", DEFAULT_OUTBOUND),
        !text(proxy, "ipFamilyMode").equalsIgnoreCase("ipv4"));
  }

  private static int redirect(Struct proxy, String direction, int usual) {
    Struct said = struct(struct(proxy, "redirect"), direction);
    if (said.containsFields("enabled") && !said.getFieldsOrThrow("enabled").getBoolValue()) {
      return 0;
    }
    int port = number(said, "port");
    return port > 0 ? port : usual;
  }

  private static Struct struct(Struct parent, String key) {
    return parent.getFieldsOrDefault(key, Value.getDefaultInstance()).getStructValue();
  }

  private static Set<String> features(Struct metadata) {
    ListValue features =
        metadata.getFieldsOrDefault("features", Value.getDefaultInstance()).getListValue();
    return features.getValuesList().stream()
        .map(Value::getStringValue)
        .collect(Collectors.toUnmodifiableSet());
  }
}
