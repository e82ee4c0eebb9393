package io.meshlog.model.legacy.ratelimit;

import io.meshlog.model.json.ProtoDuration;
import io.meshlog.model.json.UInt32;
import io.meshlog.model.json.UInt32Value;
import io.meshlog.model.json.Wrapped;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Selector;
import io.meshlog.model.resource.Spec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How many requests a service takes. */
public record RateLimitSpec(
    @Nullable List<Selector> sources, @Nullable List<Selector> destinations, @Nullable Conf conf)
    implements Spec {

  public static final ResourceType<RateLimitSpec> TYPE =
      ResourceType.named("RateLimit", RateLimitSpec.class)
          .path("rate-limits")
          .displayNames("Rate Limit", "Rate Limits")
          .legacyPolicy()
          .rules(new RateLimitRules())
          .withoutEffect("MeshRateLimit")
          .build();

  public record Conf(@Nullable Http http) {}

  public record Http(
      @UInt32 long requests, @Nullable ProtoDuration interval, @Nullable OnRateLimit onRateLimit) {}

  public record OnRateLimit(
      @UInt32Value @Nullable Long status, @Nullable List<HeaderValue> headers) {}

  public record HeaderValue(
      @Nullable String key, @Nullable String value, @Wrapped @Nullable Boolean append) {}
}
