package io.meshlog.model.legacy.timeout;

import io.meshlog.model.json.ProtoDuration;
import io.meshlog.model.legacy.Checks;
import io.meshlog.model.legacy.Connection;
import io.meshlog.model.legacy.timeout.TimeoutSpec.Conf;
import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Violations;
import org.jspecify.annotations.Nullable;

/** Which Timeouts are accepted. */
final class TimeoutRules implements SpecRules<TimeoutSpec> {
  @Override
  public void validate(TimeoutSpec spec, Violations violations) {
    new Connection(spec.sources(), spec.destinations()).betweenServices(violations);
    Conf conf = spec.conf();
    Violations at = violations.at("conf");
    if (conf == null) {
      at.add(Checks.UNDEFINED);
      return;
    }
    if (conf.tcp() != null) {
      ProtoDuration idle = conf.tcp().idleTimeout();
      if (some(at.at("tcp"), idle) && idle != null) {
        Checks.aboveZero(idle, at.at("tcp.idleTimeout"));
      }
    }
    if (conf.http() != null
        && some(at.at("http"), conf.http().requestTimeout(), conf.http().idleTimeout())) {
      Checks.aboveZeroIfGiven(conf.http().requestTimeout(), at.at("http.requestTimeout"));
      Checks.aboveZeroIfGiven(conf.http().idleTimeout(), at.at("http.idleTimeout"));
    }
    if (conf.grpc() != null
        && some(at.at("grpc"), conf.grpc().streamIdleTimeout(), conf.grpc().maxStreamDuration())) {
      Checks.aboveZeroIfGiven(conf.grpc().streamIdleTimeout(), at.at("grpc.streamIdleTimeout"));
      Checks.aboveZeroIfGiven(conf.grpc().maxStreamDuration(), at.at("grpc.maxStreamDuration"));
    }
  }

  private static boolean some(Violations at, @Nullable ProtoDuration... timeouts) {
    for (ProtoDuration timeout : timeouts) {
      if (timeout != null) {
        return true;
      }
    }
    at.add("at least one timeout in section has to be defined");
    return false;
  }
}
