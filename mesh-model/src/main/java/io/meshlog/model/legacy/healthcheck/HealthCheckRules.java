package io.meshlog.model.legacy.healthcheck;

import io.meshlog.model.json.ProtoDuration;
import io.meshlog.model.legacy.Checks;
import io.meshlog.model.legacy.Connection;
import io.meshlog.model.legacy.healthcheck.HealthCheckSpec.Conf;
import io.meshlog.model.legacy.healthcheck.HealthCheckSpec.HeaderOption;
import io.meshlog.model.legacy.healthcheck.HealthCheckSpec.Http;
import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Violations;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which HealthChecks are accepted. */
final class HealthCheckRules implements SpecRules<HealthCheckSpec> {
  private static final String POSITIVE = "must have a positive value";
  private static final double PERCENT = 100;
  private static final int FIRST_STATUS = 100;
  private static final int END_OF_STATUSES = 600;

  @Override
  public void validate(HealthCheckSpec spec, Violations violations) {
    new Connection(spec.sources(), spec.destinations()).betweenServices(violations);
    Conf conf = spec.conf();
    Violations at = violations.at("conf");
    if (conf == null) {
      at.add(Checks.UNDEFINED);
      return;
    }
    positive(conf.interval(), at.at("interval"));
    positive(conf.timeout(), at.at("timeout"));
    positive(conf.unhealthyThreshold(), at.at("unhealthyThreshold"));
    positive(conf.healthyThreshold(), at.at("healthyThreshold"));
    ifGiven(conf.initialJitter(), at.at("initialJitter"));
    ifGiven(conf.intervalJitter(), at.at("intervalJitter"));
    ifGiven(conf.noTrafficInterval(), at.at("noTrafficInterval"));
    Double panic = conf.healthyPanicThreshold();
    if (panic != null && !(panic >= 0 && panic <= PERCENT)) {
      at.add("healthyPanicThreshold", "must be in range [0.0 - 100.0]");
    }
    if (conf.http() != null) {
      http(conf.http(), at.at("http"));
    }
    if (conf.tcp() != null && conf.http() != null) {
      at.add("http and tcp cannot be defined at the same time");
    }
  }

  private static void positive(@Nullable ProtoDuration duration, Violations at) {
    if (duration == null || duration.isZero()) {
      at.add(POSITIVE);
    }
  }

  private static void positive(long threshold, Violations at) {
    if (threshold == 0) {
      at.add(POSITIVE);
    }
  }

  private static void ifGiven(@Nullable ProtoDuration duration, Violations at) {
    if (duration != null) {
      positive(duration, at);
    }
  }

  private static void http(Http http, Violations at) {
    if (Checks.blank(http.path())) {
      at.add("path", "has to be defined and cannot be empty");
    }
    List<Long> statuses = Objects.requireNonNullElse(http.expectedStatuses(), List.of());
    for (int i = 0; i < statuses.size(); i++) {
      if (statuses.get(i) < FIRST_STATUS || statuses.get(i) >= END_OF_STATUSES) {
        at.at("expectedStatuses", i).add("must be in range [100, 600)");
      }
    }
    List<HeaderOption> headers = Objects.requireNonNullElse(http.requestHeadersToAdd(), List.of());
    for (int i = 0; i < headers.size(); i++) {
      Violations here = at.at("requestHeadersToAdd", i).at("header");
      if (headers.get(i).header() == null) {
        here.add(Checks.UNDEFINED);
      } else {
        Checks.given(headers.get(i).header().key(), here.at("key"));
      }
    }
  }
}
