package io.meshlog.xds.policy.meshtrace;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.model.target.TargetRef;
import io.meshlog.xds.policy.Collector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a proxy sends the spans of its HTTP requests. */
public record MeshTrace(@Nullable TargetRef targetRef, @JsonProperty("default") @Nullable Conf conf)
    implements PolicySpec {

  /**
   * @param backends one, or none to switch tracing off
   */
  public record Conf(
      @Nullable List<Backend> backends, @Nullable Sampling sampling, @Nullable List<Tag> tags) {
    List<Backend> backendsOrNone() {
      return PolicySpec.orNone(backends);
    }

    List<Tag> tagsOrNone() {
      return PolicySpec.orNone(tags);
    }
  }

  public record Backend(
      @Nullable Type type,
      @Nullable Zipkin zipkin,
      @Nullable Datadog datadog,
      @Nullable OpenTelemetry openTelemetry) {}

  /** The words are Kuma's. */
  public enum Type {
    Zipkin,
    Datadog,
    OpenTelemetry
  }

  /**
   * @param traceId128bit absent: false
   * @param sharedSpanContext absent: true
   */
  public record Zipkin(
      @Nullable String url,
      @Nullable Boolean traceId128bit,
      @Nullable ApiVersion apiVersion,
      @Nullable Boolean sharedSpanContext) {}

  /** Absent means httpJson. The words are Kuma's. */
  public enum ApiVersion {
    httpJson,
    httpProto
  }

  /**
   * @param splitService whether direction and destination are part of the service's name
   */
  public record Datadog(@Nullable String url, @Nullable Boolean splitService) {}

  /**
   * @param endpoint {@code host:port} for gRPC, or a URL for HTTP
   */
  public record OpenTelemetry(
      @Nullable String endpoint, Collector.@Nullable BackendResource backendRef) {}

  /** Percentages, each an integer or a decimal in a string. */
  public record Sampling(
      @Nullable Object overall, @Nullable Object client, @Nullable Object random) {}

  /** A literal or a header's value. */
  public record Tag(@Nullable String name, @Nullable String literal, @Nullable Header header) {}

  public record Header(
      @Nullable String name, @JsonProperty("default") @Nullable String otherwise) {}

  /** Whether its collector is that of a MeshOpenTelemetryBackend. */
  boolean refers() {
    return conf != null
        && conf.backendsOrNone().stream()
            .anyMatch(
                each -> each.openTelemetry() != null && each.openTelemetry().backendRef() != null);
  }

  @Override
  public @Nullable Conf single() {
    return conf;
  }
}
