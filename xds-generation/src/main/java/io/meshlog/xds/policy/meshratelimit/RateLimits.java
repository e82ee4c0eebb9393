package io.meshlog.xds.policy.meshratelimit;

import com.google.protobuf.Any;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.RuntimeFractionalPercent;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.type.v3.FractionalPercent;
import io.envoyproxy.envoy.type.v3.StatusCode;
import io.envoyproxy.envoy.type.v3.TokenBucket;
import io.meshlog.model.json.GoDuration;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.policy.Durations;
import io.meshlog.xds.policy.meshratelimit.MeshRateLimit.Http;
import io.meshlog.xds.policy.meshratelimit.MeshRateLimit.OnRateLimit;
import io.meshlog.xds.policy.meshratelimit.MeshRateLimit.Rate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** From confs to Envoy's filters and their settings per route (policies.md 2.7). */
final class RateLimits {
  static final String HTTP_FILTER = "envoy.filters.http.local_ratelimit";

  /** The name that Kuma gives it. */
  private static final String NETWORK_FILTER =
      "envoy.extensions.filters.network.local_ratelimit.v3.LocalRateLimit";

  private static final String STATS = "rate_limit";

  /** Does nothing but for routes with settings of their own. */
  static final HttpFilter FILTER =
      HttpFilter.newBuilder()
          .setName(HTTP_FILTER)
          .setTypedConfig(
              XdsResource.pack(LocalRateLimit.newBuilder().setStatPrefix(STATS).build()))
          .build();

  private RateLimits() {}

  static Any ofRoute(Http conf) {
    LocalRateLimit.Builder limit =
        LocalRateLimit.newBuilder()
            .setStatPrefix(STATS)
            .setTokenBucket(bucket(Objects.requireNonNull(conf.requestRate())))
            .setFilterEnabled(always("local_rate_limit_enabled"))
            .setFilterEnforced(always("local_rate_limit_enforced"));
    OnRateLimit answer = conf.onRateLimit();
    if (answer != null) {
      StatusCode code = known(answer.status());
      if (code != null) {
        limit.getStatusBuilder().setCode(code);
      }
      if (answer.headers() != null) {
        limit.addAllResponseHeadersToAdd(answer.headers().options(false));
      }
    }
    return XdsResource.pack(limit.build());
  }

  /** Envoy refuses a status without a name; then it answers 429 as if none was said. */
  private static @Nullable StatusCode known(@Nullable Integer status) {
    return status == null ? null : StatusCode.forNumber(status);
  }

  static Filter ofConnections(Rate rate) {
    var limit =
        io.envoyproxy.envoy.extensions.filters.network.local_ratelimit.v3.LocalRateLimit
            .newBuilder()
            .setStatPrefix("tcp_rate_limit")
            .setTokenBucket(bucket(rate));
    return Filter.newBuilder()
        .setName(NETWORK_FILTER)
        .setTypedConfig(XdsResource.pack(limit.build()))
        .build();
  }

  private static TokenBucket bucket(Rate rate) {
    int num = Objects.requireNonNullElse(rate.num(), 1);
    GoDuration interval = Objects.requireNonNullElse(rate.interval(), GoDuration.ofSeconds(1));
    return TokenBucket.newBuilder()
        .setMaxTokens(num)
        .setTokensPerFill(UInt32Value.of(num))
        .setFillInterval(Durations.of(interval))
        .build();
  }

  private static RuntimeFractionalPercent always(String key) {
    return RuntimeFractionalPercent.newBuilder()
        .setRuntimeKey(key)
        .setDefaultValue(FractionalPercent.newBuilder().setNumerator(100))
        .build();
  }
}
