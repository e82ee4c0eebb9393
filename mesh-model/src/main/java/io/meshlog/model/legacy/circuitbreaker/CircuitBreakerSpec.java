package io.meshlog.model.legacy.circuitbreaker;

import io.meshlog.model.json.ProtoDuration;
import io.meshlog.model.json.UInt32Value;
import io.meshlog.model.json.Wrapped;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Selector;
import io.meshlog.model.resource.Spec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When clients leave an endpoint or a service alone. */
public record CircuitBreakerSpec(
    @Nullable List<Selector> sources, @Nullable List<Selector> destinations, @Nullable Conf conf)
    implements Spec {

  public static final ResourceType<CircuitBreakerSpec> TYPE =
      ResourceType.named("CircuitBreaker", CircuitBreakerSpec.class)
          .path("circuit-breakers")
          .displayNames("Circuit Breaker", "Circuit Breakers")
          .legacyPolicy()
          .rules(new CircuitBreakerRules())
          .withoutEffect("MeshCircuitBreaker")
          .build();

  public record Conf(
      @Nullable ProtoDuration interval,
      @Nullable ProtoDuration baseEjectionTime,
      @UInt32Value @Nullable Long maxEjectionPercent,
      boolean splitExternalAndLocalErrors,
      @Nullable Detectors detectors,
      @Nullable Thresholds thresholds) {}

  public record Detectors(
      @Nullable Errors totalErrors,
      @Nullable Errors gatewayErrors,
      @Nullable Errors localErrors,
      @Nullable StandardDeviation standardDeviation,
      @Nullable Failure failure) {
    boolean any() {
      return totalErrors != null
          || gatewayErrors != null
          || localErrors != null
          || standardDeviation != null
          || failure != null;
    }
  }

  public record Errors(@UInt32Value @Nullable Long consecutive) {}

  public record StandardDeviation(
      @UInt32Value @Nullable Long requestVolume,
      @UInt32Value @Nullable Long minimumHosts,
      @Wrapped @Nullable Double factor) {}

  public record Failure(
      @UInt32Value @Nullable Long requestVolume,
      @UInt32Value @Nullable Long minimumHosts,
      @UInt32Value @Nullable Long threshold) {}

  public record Thresholds(
      @UInt32Value @Nullable Long maxConnections,
      @UInt32Value @Nullable Long maxPendingRequests,
      @UInt32Value @Nullable Long maxRetries,
      @UInt32Value @Nullable Long maxRequests) {
    boolean any() {
      return maxConnections != null
          || maxPendingRequests != null
          || maxRetries != null
          || maxRequests != null;
    }
  }
}
