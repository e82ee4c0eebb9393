package io.meshlog.xds.policy.meshcircuitbreaker;

import io.meshlog.model.json.GoDuration;
import io.meshlog.model.target.Matched;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.model.target.TargetRef;
import io.meshlog.model.target.Targeted;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much a proxy asks of a destination at once, and when it leaves an endpoint alone. */
public record MeshCircuitBreaker(
    @Nullable TargetRef targetRef,
    @Nullable List<Targeted<Conf>> to,
    @Nullable List<Targeted<Conf>> from,
    @Nullable List<Matched<Conf>> rules)
    implements PolicySpec {

  public record Conf(
      @Nullable ConnectionLimits connectionLimits, @Nullable OutlierDetection outlierDetection) {}

  /** Of one proxy to one destination; each above zero and at most {@link #MAX}. */
  public record ConnectionLimits(
      @Nullable Long maxConnections,
      @Nullable Long maxConnectionPools,
      @Nullable Long maxPendingRequests,
      @Nullable Long maxRetries,
      @Nullable Long maxRequests) {
    /** Envoy's numbers are 32 bits without sign. */
    static final long MAX = 0xFFFF_FFFFL;
  }

  /**
   * @param interval between two looks at what was counted
   * @param baseEjectionTime times how often an endpoint was put out already
   * @param healthyPanicThreshold below this share of usable endpoints all are used
   */
  public record OutlierDetection(
      @Nullable Boolean disabled,
      @Nullable GoDuration interval,
      @Nullable GoDuration baseEjectionTime,
      @Nullable Integer maxEjectionPercent,
      @Nullable Boolean splitExternalAndLocalErrors,
      @Nullable Object healthyPanicThreshold,
      @Nullable Detectors detectors) {}

  /** What makes an endpoint an outlier; those that are not named are off. */
  public record Detectors(
      @Nullable Consecutive totalFailures,
      @Nullable Consecutive gatewayFailures,
      @Nullable Consecutive localOriginFailures,
      @Nullable SuccessRate successRate,
      @Nullable FailurePercentage failurePercentage) {
    static final Detectors NONE = new Detectors(null, null, null, null, null);
  }

  /** So many failures in a row. */
  public record Consecutive(@Nullable Integer consecutive) {}

  /** Far below the average of the other endpoints. */
  public record SuccessRate(
      @Nullable Integer minimumHosts,
      @Nullable Integer requestVolume,
      @Nullable Object standardDeviationFactor) {}

  /** This share of the requests failed. */
  public record FailurePercentage(
      @Nullable Integer minimumHosts,
      @Nullable Integer requestVolume,
      @Nullable Integer threshold) {}

  @Override
  public List<Targeted<Conf>> toEntries() {
    return PolicySpec.orNone(to);
  }

  @Override
  public List<Targeted<Conf>> fromEntries() {
    return PolicySpec.orNone(from);
  }

  @Override
  public List<Matched<Conf>> ruleEntries() {
    return PolicySpec.orNone(rules);
  }
}
