package io.meshlog.xds.policy.meshmetric;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.meshlog.model.json.GoDuration;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.model.target.TargetRef;
import io.meshlog.xds.policy.Collector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which metrics of a proxy and of the applications behind it go where. */
public record MeshMetric(
    @Nullable TargetRef targetRef, @JsonProperty("default") @Nullable Conf conf)
    implements PolicySpec {

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
   * @param includeUnused absent: false
   */
  public record Sidecar(@Nullable Profiles profiles, @Nullable Boolean includeUnused) {}

  /**
   * @param appendProfiles those of all policies
   * @param exclude yields to {@code include}
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

  /** The words are Kuma's. */
  public enum SelectorType {
    Prefix,
    Regex,
    Exact,
    Contains
  }

  /**
   * @param path absent: {@code /metrics}
   */
  public record Application(
      @Nullable String name,
      @Nullable String path,
      @Nullable String address,
      @Nullable Integer port) {}

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
   * @param port absent: 5670
   * @param path absent: {@code /metrics}
   */
  public record Prometheus(
      @Nullable String clientId,
      @Nullable Integer port,
      @Nullable String path,
      @Nullable Tls tls) {}

  /**
   * @param mode absent: Disabled
   */
  public record Tls(@Nullable TlsMode mode) {}

  /** The words are Kuma's. */
  public enum TlsMode {
    Disabled,
    ProvidedTLS,
    ActiveMTLSBackend
  }

  /**
   * @param endpoint {@code host:port}
   * @param refreshInterval absent: 60s
   */
  public record OpenTelemetry(
      @Nullable String endpoint,
      Collector.@Nullable BackendResource backendRef,
      @Nullable GoDuration refreshInterval) {}

  @Override
  public @Nullable Conf single() {
    return conf;
  }
}
