package io.meshlog.zone.bootstrap;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * The metadata a proxy sends back when it opens its stream. Numbers are strings there
 * (rest-and-dataplane-protocol.md 5.2).
 */
final class NodeMetadata {
  private NodeMetadata() {}

  static Map<String, Object> of(
      BootstrapRequest request, BootstrapSettings settings, int adminPort, String socketPath) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("dataplane.proxyType", request.proxyType());
    if (adminPort > 0) {
      metadata.put("dataplane.admin.port", Integer.toString(adminPort));
      metadata.put("dataplane.admin.address", settings.adminAddress());
    }
    putIfThere(metadata, "dataplane.admin.socketPath", socketPath);
    if (request.readinessPort() > 0) {
      metadata.put("dataplane.readinessReporter.port", Integer.toString(request.readinessPort()));
    }
    if (request.dnsPort() > 0) {
      metadata.put("dataplane.dns.port", Integer.toString(request.dnsPort()));
    }
    if (request.appProbeProxy()) {
      metadata.put("dataplane.appProbeProxy.enabled", "true");
    }
    putIfThere(metadata, "dataplane.resource", request.resource());
    metadata.put("version", version(request.version()));
    metadata.put("features", request.features());
    metadata.put("workdir", request.workdir());
    metadata.put("metricsCertPath", request.metricsCertPath());
    metadata.put("metricsKeyPath", request.metricsKeyPath());
    metadata.put("systemCaPath", request.systemCaPath());
    metadata.put("spireAgent.socketPath", request.spireSocketPath());
    metadata.put("ipv6Enabled", request.ipv6Enabled());
    putIfThere(metadata, "dynamicMetadata", request.dynamicMetadata());
    putIfThere(metadata, "transparentProxy", request.transparentProxy());
    putIfThere(metadata, "otelEnvInventory", request.otelEnv());
    return metadata;
  }

  /** {@code kumaDpCompatible: false} is the zero value and not written. */
  private static ObjectNode version(ObjectNode sent) {
    ObjectNode version = sent.deepCopy();
    if (version.path("envoy") instanceof ObjectNode envoy
        && !envoy.path("kumaDpCompatible").asBoolean(false)) {
      envoy.remove("kumaDpCompatible");
    }
    return version;
  }

  private static void putIfThere(Map<String, Object> metadata, String key, String value) {
    if (!value.isEmpty()) {
      metadata.put(key, value);
    }
  }

  private static void putIfThere(Map<String, Object> metadata, String key, ObjectNode value) {
    if (!value.isEmpty()) {
      metadata.put(key, value);
    }
  }
}
