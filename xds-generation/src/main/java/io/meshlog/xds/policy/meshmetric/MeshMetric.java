package io.meshlog.xds.policy.meshmetric;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.meshlog.model.json.GoDuration;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.model.target.TargetRef;
import io.meshlog.xds.policy.Collector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which metrics a proxy gathers, of itself and of applications beside it, and who gets them. */
public record MeshMetric(
    @Nullable TargetRef targetRef, @JsonProperty("default") @Nullable Conf conf)
    implements PolicySpec {

  /**
   * @param backends none: nothing is gathered
   */
  public record Conf(
      @Nullable Sidecar sidecar,
      @Nullable List<Application> applications,
      @Nullable List<Backend> backends) {
    List<Application> applicationsOrNone() {
      return PolicySpec.orNone(applications);
    }

    List<Backend> backendsOrNone() {
      return PolicySpec.orNone(backends);
    }
  }

  /**
   * @param includeUnused absent: only what has changed since Envoy started
   */
  public record Sidecar(@Nullable Profiles profiles, @Nullable Boolean includeUnused) {}

  /**
   * @param appendProfiles those of all policies together
   * @param include stronger than {@code exclude}
   */
  public record Profiles(
      @Nullable List<Profile> appendProfiles,
      @Nullable List<Selector> exclude,
      @Nullable List<Selector> include) {}

  public record Profile(@Nullable ProfileName name) {}

  /** The words are Kuma's. */
  public enum ProfileName {
    All,
    Basic,
    None
  }

  public record Selector(@Nullable SelectorType type, @Nullable String match) {}

  /** How the name of a metric is compared; the words are Kuma's. */
  public enum SelectorType {
    Prefix,
    Regex,
    Exact,
    Contains
  }

  /**
   * @param path absent: {@code /metrics}
   * @param address absent: that of the proxy
   */
  public record Application(
      @Nullable String name,
      @Nullable String path,
      @Nullable String address,
      @Nullable Integer port) {
    String pathOrDefault() {
      return path == null ? METRICS : path;
    }
  }

  public record Backend(
      @Nullable BackendType type,
      @Nullable Prometheus prometheus,
      @Nullable OpenTelemetry openTelemetry) {}

  /** The words are Kuma's. */
  public enum BackendType {
    Prometheus,
    OpenTelemetry
  }

  /**
   * @param clientId which Prometheus it is for, where discovery asks
   * @param port absent: 5670
   * @param path absent: {@code /metrics}
   */
  public record Prometheus(
      @Nullable String clientId, @Nullable Integer port, @Nullable String path, @Nullable Tls tls) {
    int portOrDefault() {
      return port == null ? PROMETHEUS_PORT : port;
    }

    String pathOrDefault() {
      return path == null ? METRICS : path;
    }

    TlsMode mode() {
      return tls == null || tls.mode() == null ? TlsMode.Disabled : tls.mode();
    }
  }

  public record Tls(@Nullable TlsMode mode) {}

  /** The words are Kuma's. */
  public enum TlsMode {
    Disabled,
    /** With the certificate that kuma-dp was given. */
    ProvidedTLS,
    ActiveMTLSBackend
  }

  /**
   * @param endpoint {@code host:port}
   * @param refreshInterval absent: a minute
   */
  public record OpenTelemetry(
      @Nullable String endpoint,
      Collector.@Nullable BackendResource backendRef,
      @Nullable GoDuration refreshInterval) {
    GoDuration refreshOrDefault() {
      return refreshInterval == null ? GoDuration.ofSeconds(REFRESH_S) : refreshInterval;
    }
  }

  private static final String METRICS = "/metrics";
  private static final int PROMETHEUS_PORT = 5670;
  private static final int REFRESH_S = 60;

  @Override
  public @Nullable Conf single() {
    return conf;
  }
}
