package io.meshlog.dp.settings;

import io.meshlog.dp.log.LaunchLog;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything one run of the launcher needs, checked.
 *
 * @param workDir null means a temporary folder that the launcher removes at its end
 * @param features feature strings of the bootstrap request, only of what this launcher does
 * @param warnings what the user should read once at start
 */
public record LaunchSettings(
    ControlPlane controlPlane,
    Proxy proxy,
    Token token,
    Envoy envoy,
    Sidecar sidecar,
    @Nullable Path workDir,
    Duration drainTime,
    int readinessPort,
    List<String> features,
    LaunchLog.Level logLevel,
    List<String> warnings) {

  public LaunchSettings {
    features = List.copyOf(features);
    warnings = List.copyOf(warnings);
  }

  /**
   * Where the bootstrap comes from.
   *
   * @param caPem PEM certificates to trust; null means the Java runtime's own trust store
   */
  public record ControlPlane(
      URI address,
      @Nullable String caPem,
      boolean skipVerify,
      Duration retryBackoff,
      Duration retryMaxDuration) {}

  /**
   * Which proxy this is.
   *
   * @param resource the resource's text; null if the control plane has it already
   */
  public record Proxy(ProxyType type, String mesh, String name, @Nullable String resource) {}

  /** The proxy's token and the file it came from; both null without one. */
  public record Token(@Nullable String value, @Nullable Path file) {
    @Override
    public String toString() {
      return "Token[" + (value == null ? "none" : "hidden") + "]";
    }
  }

  /**
   * How to run Envoy.
   *
   * @param concurrency 0 means one worker per usable CPU
   */
  public record Envoy(
      String binary, int concurrency, String logLevel, @Nullable String componentLogLevel) {}

  /**
   * What runs beside Envoy for a Dataplane; nothing of it for zone proxies.
   *
   * @param dnsPort 0: no DNS
   * @param refreshInterval how often Envoy is asked what the control plane says
   * @param otelPipe whether telemetry is passed on to collectors
   * @param metricsCertPath empty without one, as {@code metricsKeyPath}
   * @param transparentProxy null when traffic is not led to the proxy, or the Dataplane says how
   */
  public record Sidecar(
      int dnsPort,
      Duration refreshInterval,
      boolean otelPipe,
      String metricsCertPath,
      String metricsKeyPath,
      @Nullable TransparentProxy transparentProxy) {
    static final Sidecar NONE = new Sidecar(0, Duration.ofSeconds(1), false, "", "", null);
  }
}
