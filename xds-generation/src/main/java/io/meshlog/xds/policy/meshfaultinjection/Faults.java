package io.meshlog.xds.policy.meshfaultinjection;

import com.github.xds.type.matcher.v3.Matcher;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.extensions.common.matching.v3.ExtensionWithMatcher;
import io.envoyproxy.envoy.extensions.filters.common.fault.v3.FaultDelay;
import io.envoyproxy.envoy.extensions.filters.common.fault.v3.FaultRateLimit;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.FaultAbort;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.envoyproxy.envoy.type.v3.FractionalPercent;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.target.ClientSubset;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.policy.ClientTags;
import io.meshlog.xds.policy.Durations;
import io.meshlog.xds.policy.Percentages;
import io.meshlog.xds.policy.meshfaultinjection.MeshFaultInjection.Abort;
import io.meshlog.xds.policy.meshfaultinjection.MeshFaultInjection.Bandwidth;
import io.meshlog.xds.policy.meshfaultinjection.MeshFaultInjection.Delay;
import io.meshlog.xds.policy.meshfaultinjection.MeshFaultInjection.Fault;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** From confs to Envoy's fault filters (policies.md 2.8). */
final class Faults {
  private static final String FILTER = "envoy.filters.http.fault";

  private Faults() {}

  /** For the clients whose {@code x-kuma-tags} say that they are of the subset. */
  static HttpFilter byTags(Fault fault, ClientSubset clients) {
    HTTPFault.Builder config = config(fault);
    if (!clients.present().isEmpty()) {
      config.addHeaders(tagged(clients.present()).build());
    }
    clients.absent().forEach(tags -> config.addHeaders(tagged(tags).setInvertMatch(true).build()));
    return HttpFilter.newBuilder()
        .setName(FILTER)
        .setTypedConfig(XdsResource.pack(config.build()))
        .build();
  }

  /**
   * For the clients that a matcher does not skip.
   *
   * @param name KRI of the policy
   */
  static HttpFilter byIdentity(Fault fault, Matcher skip, String name) {
    ExtensionWithMatcher config =
        ExtensionWithMatcher.newBuilder()
            .setXdsMatcher(skip)
            .setExtensionConfig(
                TypedExtensionConfig.newBuilder()
                    .setName(FILTER)
                    .setTypedConfig(XdsResource.pack(config(fault).build())))
            .build();
    return HttpFilter.newBuilder().setName(name).setTypedConfig(XdsResource.pack(config)).build();
  }

  private static HTTPFault.Builder config(Fault fault) {
    HTTPFault.Builder config = HTTPFault.newBuilder();
    Abort abort = fault.abort();
    if (abort != null && abort.httpStatus() != null) {
      config.setAbort(
          FaultAbort.newBuilder()
              .setHttpStatus(abort.httpStatus())
              .setPercentage(percent(abort.percentage())));
    }
    Delay delay = fault.delay();
    // Envoy refuses a delay of nothing.
    if (delay != null && delay.value() != null && delay.value().isPositive()) {
      config.setDelay(
          FaultDelay.newBuilder()
              .setFixedDelay(Durations.of(delay.value()))
              .setPercentage(percent(delay.percentage())));
    }
    Bandwidth bandwidth = fault.responseBandwidth();
    if (bandwidth != null && bandwidth.kbps().orElse(0) > 0) {
      FaultRateLimit.Builder limit =
          FaultRateLimit.newBuilder().setPercentage(percent(bandwidth.percentage()));
      limit.getFixedLimitBuilder().setLimitKbps(bandwidth.kbps().getAsLong());
      config.setResponseRateLimit(limit);
    }
    return config;
  }

  private static FractionalPercent percent(@Nullable Object value) {
    return Percentages.fraction(Percentages.decimal(value).orElse(BigDecimal.ZERO));
  }

  private static HeaderMatcher.Builder tagged(Tags tags) {
    return HeaderMatcher.newBuilder()
        .setName(ClientTags.HEADER)
        .setStringMatch(
            StringMatcher.newBuilder()
                .setSafeRegex(RegexMatcher.newBuilder().setRegex(ClientTags.pattern(tags))));
  }
}
