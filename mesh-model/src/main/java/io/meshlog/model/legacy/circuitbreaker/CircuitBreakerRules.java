package io.meshlog.model.legacy.circuitbreaker;

import io.meshlog.model.legacy.Checks;
import io.meshlog.model.legacy.Connection;
import io.meshlog.model.legacy.circuitbreaker.CircuitBreakerSpec.Conf;
import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Violations;
import org.jspecify.annotations.Nullable;

/** Which CircuitBreakers are accepted. */
final class CircuitBreakerRules implements SpecRules<CircuitBreakerSpec> {
  @Override
  public void validate(CircuitBreakerSpec spec, Violations violations) {
    new Connection(spec.sources(), spec.destinations()).betweenServices(violations);
    Conf conf = spec.conf();
    Violations at = violations.at("conf");
    boolean detects = conf != null && conf.detectors() != null && conf.detectors().any();
    boolean limits = conf != null && conf.thresholds() != null && conf.thresholds().any();
    if (conf == null || !(detects || limits)) {
      at.add("must have at least one of the detector or threshold configured");
      return;
    }
    if (conf.detectors() != null && !detects) {
      at.add("detectors", "can't be empty");
    }
    percent(conf.maxEjectionPercent(), at.at("maxEjectionPercent"));
    if (conf.detectors() != null && conf.detectors().failure() != null) {
      percent(conf.detectors().failure().threshold(), at.at("detectors.failure.threshold"));
    }
    if (conf.thresholds() != null && !limits) {
      at.add("thresholds", "can't be empty");
    }
  }

  private static void percent(@Nullable Long value, Violations at) {
    if (value != null) {
      Checks.percent(value, at);
    }
  }
}
