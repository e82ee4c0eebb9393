package io.meshlog.xds.policy.meshcircuitbreaker;

import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.target.RefPosition;
import io.meshlog.model.target.TargetKind;
import io.meshlog.model.target.TargetRefRules;
import io.meshlog.model.target.Targeted;
import io.meshlog.xds.policy.Percentages;
import io.meshlog.xds.policy.PolicyChecks;
import io.meshlog.xds.policy.meshcircuitbreaker.MeshCircuitBreaker.Conf;
import io.meshlog.xds.policy.meshcircuitbreaker.MeshCircuitBreaker.ConnectionLimits;
import io.meshlog.xds.policy.meshcircuitbreaker.MeshCircuitBreaker.Consecutive;
import io.meshlog.xds.policy.meshcircuitbreaker.MeshCircuitBreaker.Detectors;
import io.meshlog.xds.policy.meshcircuitbreaker.MeshCircuitBreaker.FailurePercentage;
import io.meshlog.xds.policy.meshcircuitbreaker.MeshCircuitBreaker.OutlierDetection;
import io.meshlog.xds.policy.meshcircuitbreaker.MeshCircuitBreaker.SuccessRate;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which MeshCircuitBreakers are acceptable (policies.md 2.6). */
final class MeshCircuitBreakerRules implements SpecRules<MeshCircuitBreaker> {
  private static final RefPosition TO =
      RefPosition.of(
          TargetKind.MESH,
          TargetKind.MESH_SERVICE,
          TargetKind.MESH_EXTERNAL_SERVICE,
          TargetKind.MESH_MULTI_ZONE_SERVICE);
  private static final RefPosition FROM = RefPosition.of(TargetKind.MESH);
  private static final String ABOVE_ZERO = "must be greater than 0";

  @Override
  public void validate(MeshCircuitBreaker spec, Violations at) {
    PolicyChecks.schema(spec, at);
    if (!at.isEmpty()) {
      return;
    }
    if (spec.targetRef() != null) {
      TargetRefRules.validate(
          spec.targetRef(),
          RefPosition.top(spec.inbound(), TargetKind.MESH_GATEWAY),
          at.at("targetRef"));
    }
    lists(spec, at);
    targeted(spec.fromEntries(), "from", FROM, at);
    targeted(spec.toEntries(), "to", TO, at);
    for (int i = 0; i < spec.ruleEntries().size(); i++) {
      // Kuma reports them there.
      conf(spec.ruleEntries().get(i).conf(), at.at("from", i).at("default"));
    }
  }

  private static void lists(MeshCircuitBreaker spec, Violations at) {
    boolean toOrFrom = !spec.toEntries().isEmpty() || !spec.fromEntries().isEmpty();
    if (!toOrFrom && spec.ruleEntries().isEmpty()) {
      at.add("at least one of 'from', 'to' or 'rules' has to be defined");
    }
    if (toOrFrom && !spec.ruleEntries().isEmpty()) {
      at.add("fields 'to' and 'from' must be empty when 'rules' is defined");
    }
  }

  private static void targeted(
      List<Targeted<Conf>> entries, String list, RefPosition position, Violations at) {
    for (int i = 0; i < entries.size(); i++) {
      Violations item = at.at(list, i);
      TargetRefRules.validate(entries.get(i).target(), position, item.at("targetRef"));
      conf(entries.get(i).conf(), item.at("default"));
    }
  }

  private static void conf(@Nullable Conf conf, Violations at) {
    if (conf == null || (conf.connectionLimits() == null && conf.outlierDetection() == null)) {
      at.add("at least one of: 'connectionLimits' or 'outlierDetection' should be configured");
      return;
    }
    limits(conf.connectionLimits(), at.at("connectionLimits"));
    outliers(conf.outlierDetection(), at.at("outlierDetection"));
  }

  private static void limits(@Nullable ConnectionLimits limits, Violations at) {
    if (limits != null) {
      limit(limits.maxConnections(), "maxConnections", at);
      limit(limits.maxConnectionPools(), "maxConnectionPools", at);
      limit(limits.maxPendingRequests(), "maxPendingRequests", at);
      limit(limits.maxRetries(), "maxRetries", at);
      limit(limits.maxRequests(), "maxRequests", at);
    }
  }

  private static void limit(@Nullable Long value, String field, Violations at) {
    if (value != null && value <= 0) {
      at.add(field, ABOVE_ZERO);
    } else if (value != null && value > ConnectionLimits.MAX) {
      at.add(field, "must be in inclusive range [1, " + ConnectionLimits.MAX + ']');
    }
  }

  private static void outliers(@Nullable OutlierDetection outliers, Violations at) {
    if (outliers == null) {
      return;
    }
    PolicyChecks.positive(outliers.interval(), "interval", at);
    PolicyChecks.positive(outliers.baseEjectionTime(), "baseEjectionTime", at);
    percent(outliers.maxEjectionPercent(), "maxEjectionPercent", at);
    Percentages.check(outliers.healthyPanicThreshold(), "healthyPanicThreshold", at);
    detectors(outliers.detectors(), at.at("detectors"));
  }

  private static void detectors(@Nullable Detectors detectors, Violations at) {
    if (detectors == null) {
      at.add(PolicyChecks.DEFINED);
      return;
    }
    if (detectors.equals(Detectors.NONE)) {
      at.add(
          "must have at least one defined: totalFailures, gatewayFailures, localOriginFailures,"
              + " successRate, failurePercentage");
      return;
    }
    consecutive(detectors.totalFailures(), at.at("totalFailures"));
    consecutive(detectors.gatewayFailures(), at.at("gatewayFailures"));
    consecutive(detectors.localOriginFailures(), at.at("localOriginFailures"));
    successRate(detectors.successRate(), at.at("successRate"));
    failurePercentage(detectors.failurePercentage(), at.at("failurePercentage"));
  }

  private static void consecutive(@Nullable Consecutive detector, Violations at) {
    if (detector != null) {
      count(detector.consecutive(), "consecutive", at);
    }
  }

  private static void successRate(@Nullable SuccessRate detector, Violations at) {
    if (detector == null) {
      return;
    }
    count(detector.minimumHosts(), "minimumHosts", at);
    count(detector.requestVolume(), "requestVolume", at);
    if (detector.standardDeviationFactor() != null) {
      Optional<BigDecimal> factor = Percentages.decimal(detector.standardDeviationFactor());
      if (factor.isEmpty()) {
        at.add("standardDeviationFactor", "invalid number");
      } else if (factor.get().signum() <= 0) {
        at.add("standardDeviationFactor", ABOVE_ZERO);
      }
    }
  }

  private static void failurePercentage(@Nullable FailurePercentage detector, Violations at) {
    if (detector != null) {
      count(detector.minimumHosts(), "minimumHosts", at);
      count(detector.requestVolume(), "requestVolume", at);
      percent(detector.threshold(), "threshold", at);
    }
  }

  private static void count(@Nullable Integer value, String field, Violations at) {
    if (value != null && value <= 0) {
      at.add(field, ABOVE_ZERO);
    }
  }

  private static void percent(@Nullable Integer value, String field, Violations at) {
    if (value != null && (value < 0 || value > 100)) {
      at.add(field, "must be in inclusive range [0, 100]");
    }
  }
}
