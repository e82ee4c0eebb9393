package io.meshlog.xds.policy.meshcircuitbreaker;

import com.google.protobuf.UInt32Value;
import io.meshlog.xds.policy.Durations;
import io.meshlog.xds.policy.Percentages;
import io.meshlog.xds.policy.meshcircuitbreaker.MeshCircuitBreaker.Consecutive;
import io.meshlog.xds.policy.meshcircuitbreaker.MeshCircuitBreaker.Detectors;
import io.meshlog.xds.policy.meshcircuitbreaker.MeshCircuitBreaker.FailurePercentage;
import io.meshlog.xds.policy.meshcircuitbreaker.MeshCircuitBreaker.OutlierDetection;
import io.meshlog.xds.policy.meshcircuitbreaker.MeshCircuitBreaker.SuccessRate;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * From a conf to Envoy's outlier detection (policies.md 2.6). What a detector leaves out has
 * Envoy's default; a detector that is left out is written as enforced never, since Envoy's default
 * is always.
 */
final class Outliers {
  private static final UInt32Value ALWAYS = UInt32Value.of(100);
  private static final UInt32Value NEVER = UInt32Value.of(0);
  private static final int STDEV_UNIT_DIGITS = 3;

  private Outliers() {}

  static io.envoyproxy.envoy.config.cluster.v3.OutlierDetection of(OutlierDetection conf) {
    var result = io.envoyproxy.envoy.config.cluster.v3.OutlierDetection.newBuilder();
    if (conf.interval() != null) {
      result.setInterval(Durations.of(conf.interval()));
    }
    if (conf.baseEjectionTime() != null) {
      result.setBaseEjectionTime(Durations.of(conf.baseEjectionTime()));
    }
    number(conf.maxEjectionPercent(), result::setMaxEjectionPercent);
    if (conf.splitExternalAndLocalErrors() != null) {
      result.setSplitExternalLocalOriginErrors(conf.splitExternalAndLocalErrors());
    }
    Detectors detectors = Objects.requireNonNullElse(conf.detectors(), Detectors.NONE);
    consecutive(
        detectors.totalFailures(), result::setConsecutive5Xx, result::setEnforcingConsecutive5Xx);
    consecutive(
        detectors.gatewayFailures(),
        result::setConsecutiveGatewayFailure,
        result::setEnforcingConsecutiveGatewayFailure);
    consecutive(
        detectors.localOriginFailures(),
        result::setConsecutiveLocalOriginFailure,
        result::setEnforcingConsecutiveLocalOriginFailure);
    successRate(detectors.successRate(), result);
    failurePercentage(detectors.failurePercentage(), result);
    return result.build();
  }

  private static void consecutive(
      @Nullable Consecutive detector,
      Consumer<UInt32Value> count,
      Consumer<UInt32Value> enforcing) {
    enforcing.accept(detector == null ? NEVER : ALWAYS);
    if (detector != null) {
      number(detector.consecutive(), count);
    }
  }

  private static void successRate(
      @Nullable SuccessRate detector,
      io.envoyproxy.envoy.config.cluster.v3.OutlierDetection.Builder result) {
    UInt32Value enforcing = detector == null ? NEVER : ALWAYS;
    result.setEnforcingSuccessRate(enforcing).setEnforcingLocalOriginSuccessRate(enforcing);
    if (detector != null) {
      number(detector.minimumHosts(), result::setSuccessRateMinimumHosts);
      number(detector.requestVolume(), result::setSuccessRateRequestVolume);
      Percentages.decimal(detector.standardDeviationFactor())
          .map(factor -> factor.movePointRight(STDEV_UNIT_DIGITS).intValue())
          .ifPresent(factor -> number(factor, result::setSuccessRateStdevFactor));
    }
  }

  private static void failurePercentage(
      @Nullable FailurePercentage detector,
      io.envoyproxy.envoy.config.cluster.v3.OutlierDetection.Builder result) {
    UInt32Value enforcing = detector == null ? NEVER : ALWAYS;
    result
        .setEnforcingFailurePercentage(enforcing)
        .setEnforcingFailurePercentageLocalOrigin(enforcing);
    if (detector != null) {
      number(detector.minimumHosts(), result::setFailurePercentageMinimumHosts);
      number(detector.requestVolume(), result::setFailurePercentageRequestVolume);
      number(detector.threshold(), result::setFailurePercentageThreshold);
    }
  }

  private static void number(@Nullable Integer value, Consumer<UInt32Value> field) {
    if (value != null) {
      field.accept(UInt32Value.of(value));
    }
  }
}
