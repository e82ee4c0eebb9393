package io.meshlog.model.legacy.ratelimit;

import io.meshlog.model.legacy.Checks;
import io.meshlog.model.legacy.Connection;
import io.meshlog.model.legacy.ratelimit.RateLimitSpec.HeaderValue;
import io.meshlog.model.legacy.ratelimit.RateLimitSpec.Http;
import io.meshlog.model.legacy.ratelimit.RateLimitSpec.OnRateLimit;
import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Violations;
import java.util.List;
import java.util.Objects;

/** Which RateLimits are accepted. */
final class RateLimitRules implements SpecRules<RateLimitSpec> {
  @Override
  public void validate(RateLimitSpec spec, Violations violations) {
    new Connection(spec.sources(), spec.destinations()).betweenAny(violations);
    Violations at = violations.at("conf");
    if (spec.conf() == null) {
      at.add("must have conf");
    } else if (spec.conf().http() != null) {
      http(spec.conf().http(), at.at("http"));
    }
  }

  private static void http(Http http, Violations at) {
    if (http.requests() == 0) {
      at.add("requests", "requests must be set");
    }
    if (http.interval() == null) {
      at.add("interval", "interval must be set");
    }
    if (http.onRateLimit() != null) {
      headers(http.onRateLimit(), at.at("onRateLimit"));
    }
  }

  /** Clients know the path of a header by this odd form. */
  private static void headers(OnRateLimit answer, Violations at) {
    List<HeaderValue> headers = Objects.requireNonNullElse(answer.headers(), List.of());
    for (int i = 0; i < headers.size(); i++) {
      Violations here = at.atKey("header", Integer.toString(i));
      if (Checks.blank(headers.get(i).key())) {
        here.add("key must be set");
      }
      if (Checks.blank(headers.get(i).value())) {
        here.add("value must be set");
      }
    }
  }
}
