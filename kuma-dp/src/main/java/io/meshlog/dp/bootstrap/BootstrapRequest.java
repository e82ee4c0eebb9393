package io.meshlog.dp.bootstrap;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the launcher tells the control plane about the proxy (rest-and-dataplane-protocol.md 5.1).
 * Members for what does not run are left out, which the control plane reads as "off".
 *
 * @param systemCaPath file with the CAs that this system trusts, empty when there is none
 * @param resource the resource's YAML or JSON text; null if the control plane has it already
 */
public record BootstrapRequest(
    String proxyType,
    String mesh,
    String name,
    @Nullable String resource,
    @Nullable String token,
    @Nullable String tokenPath,
    @Nullable String caPem,
    Versions versions,
    int readinessPort,
    String workDir,
    boolean ipv6Enabled,
    String systemCaPath,
    Sidecar sidecar,
    List<String> features) {

  /**
   * What runs beside Envoy.
   *
   * @param dnsPort 0 without DNS
   * @param otelEnv which variables of OpenTelemetry there are, null when nothing is passed on
   * @param transparentProxy null without one
   */
  public record Sidecar(
      int dnsPort,
      @Nullable Map<String, Object> otelEnv,
      String metricsCertPath,
      String metricsKeyPath,
      @Nullable Map<String, Object> transparentProxy) {
    public static final Sidecar NONE = new Sidecar(0, null, "", "", null);
  }

  /** Version of this launcher and of the Envoy it runs. */
  public record Versions(
      String launcher, String envoy, String envoyBuild, boolean envoyCompatible) {}

  public BootstrapRequest {
    features = List.copyOf(features);
  }

  public String toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("mesh", mesh);
    json.put("name", name);
    json.put("proxyType", proxyType);
    putIfPresent(json, "dataplaneToken", token);
    putIfPresent(json, "dataplaneTokenPath", tokenPath);
    putIfPresent(json, "dataplaneResource", resource);
    json.put("version", version());
    putIfPresent(json, "caCert", caPem);
    json.put("dynamicMetadata", Map.of());
    if (sidecar.otelEnv() != null) {
      json.put("otelEnv", sidecar.otelEnv());
    }
    if (sidecar.dnsPort() > 0) {
      json.put("dnsPort", sidecar.dnsPort());
    }
    json.put("readinessPort", readinessPort);
    json.put("operatingSystem", "linux");
    json.put("features", features);
    json.put("resources", Map.of("maxHeapSizeBytes", 0));
    json.put("workdir", workDir);
    json.put(
        "metricsResources",
        ordered("certPath", sidecar.metricsCertPath(), "keyPath", sidecar.metricsKeyPath()));
    json.put("systemCaPath", systemCaPath);
    if (sidecar.transparentProxy() != null) {
      json.put("dataplaneConfig", sidecar.transparentProxy());
    }
    json.put("ipv6Enabled", ipv6Enabled);
    return JsonText.of(json);
  }

  private Map<String, Object> version() {
    Map<String, Object> kumaDp =
        ordered("version", versions.launcher(), "gitTag", "", "gitCommit", "", "buildDate", "");
    Map<String, Object> envoy =
        ordered("version", versions.envoy(), "build", versions.envoyBuild());
    envoy.put("kumaDpCompatible", versions.envoyCompatible());
    return ordered("kumaDp", kumaDp, "envoy", envoy);
  }

  private static void putIfPresent(Map<String, Object> json, String key, @Nullable String value) {
    if (value != null) {
      json.put(key, value);
    }
  }

  private static Map<String, Object> ordered(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }

  @Override
  public String toString() {
    return "BootstrapRequest[" + proxyType + " " + mesh + "." + name + "]";
  }
}
