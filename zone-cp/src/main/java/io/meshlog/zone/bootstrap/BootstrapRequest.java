package io.meshlog.zone.bootstrap;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What kuma-dp sends (rest-and-dataplane-protocol.md 5.1). Unknown members are tolerated.
 *
 * @param resource the resource's text, empty when the control plane has it already
 * @param version as sent
 * @param dynamicMetadata as sent
 * @param maxHeapBytes of Envoy, 0 when it is not limited
 */
record BootstrapRequest(
    String mesh,
    String name,
    String proxyType,
    String token,
    String tokenPath,
    String resource,
    ObjectNode version,
    String caCert,
    ObjectNode dynamicMetadata,
    int dnsPort,
    int readinessPort,
    boolean appProbeProxy,
    List<String> features,
    String workdir,
    String metricsCertPath,
    String metricsKeyPath,
    String systemCaPath,
    ObjectNode transparentProxy,
    boolean ipv6Enabled,
    String spireSocketPath,
    ObjectNode otelEnv,
    long maxHeapBytes) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Empty when it is no JSON object. */
  static Optional<BootstrapRequest> read(byte[] body) {
    try {
      return JSON.readTree(body) instanceof ObjectNode object
          ? Optional.of(of(object))
          : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private static BootstrapRequest of(ObjectNode json) {
    List<String> features = new ArrayList<>();
    json.path("features").forEach(feature -> features.add(feature.asString("")));
    String proxyType = json.path("proxyType").asString("");
    return new BootstrapRequest(
        json.path("mesh").asString(""),
        json.path("name").asString(""),
        proxyType.isEmpty() ? "dataplane" : proxyType,
        json.path("dataplaneToken").asString("").strip(),
        json.path("dataplaneTokenPath").asString(""),
        json.path("dataplaneResource").asString(""),
        object(json, "version"),
        json.path("caCert").asString(""),
        object(json, "dynamicMetadata"),
        json.path("dnsPort").asInt(0),
        json.path("readinessPort").asInt(0),
        json.path("appProbeProxyDisabled").asBoolean(false),
        features,
        json.path("workdir").asString(""),
        json.path("metricsResources").path("certPath").asString(""),
        json.path("metricsResources").path("keyPath").asString(""),
        json.path("systemCaPath").asString(""),
        object(json, "dataplaneConfig"),
        json.path("ipv6Enabled").asBoolean(true),
        json.path("spireResources").path("socketPath").asString(""),
        object(json, "otelEnv"),
        json.path("resources").path("maxHeapSizeBytes").asLong(0));
  }

  private static ObjectNode object(ObjectNode json, String field) {
    JsonNode node = json.path(field);
    return node instanceof ObjectNode object ? object : JSON.createObjectNode();
  }

  boolean has(String feature) {
    return features.contains(feature);
  }

  @Override
  public String toString() {
    return "BootstrapRequest[" + proxyType + ' ' + mesh + '.' + name + ']'; // it holds a token
  }
}
