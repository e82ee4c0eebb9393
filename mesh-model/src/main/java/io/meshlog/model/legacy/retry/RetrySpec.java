package io.meshlog.model.legacy.retry;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.meshlog.model.json.ProtoDuration;
import io.meshlog.model.json.UInt32;
import io.meshlog.model.json.UInt32Value;
import io.meshlog.model.legacy.HttpMethod;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Selector;
import io.meshlog.model.resource.Spec;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** When clients try again. */
public record RetrySpec(
    @Nullable List<Selector> sources, @Nullable List<Selector> destinations, @Nullable Conf conf)
    implements Spec {

  public static final ResourceType<RetrySpec> TYPE =
      ResourceType.named("Retry", RetrySpec.class)
          .path("retries")
          .displayNames("Retry", "Retries")
          .legacyPolicy()
          .rules(new RetryRules())
          .withoutEffect("MeshRetry")
          .build();

  public record Conf(@Nullable Http http, @Nullable Tcp tcp, @Nullable Grpc grpc) {}

  public record BackOff(
      @JsonAlias("base_interval") @Nullable ProtoDuration baseInterval,
      @JsonAlias("max_interval") @Nullable ProtoDuration maxInterval) {}

  public record Http(
      @JsonAlias("num_retries") @UInt32Value @Nullable Long numRetries,
      @JsonAlias("per_try_timeout") @Nullable ProtoDuration perTryTimeout,
      @JsonAlias("back_off") @Nullable BackOff backOff,
      @JsonAlias("retriable_status_codes") @Nullable List<Long> retriableStatusCodes,
      @JsonAlias("retriable_methods") @Nullable List<HttpMethod> retriableMethods,
      @JsonAlias("retry_on") @Nullable List<HttpRetryOn> retryOn) {}

  public record Tcp(@JsonAlias("max_connect_attempts") @UInt32 long maxConnectAttempts) {}

  public record Grpc(
      @JsonAlias("retry_on") @Nullable List<GrpcRetryOn> retryOn,
      @JsonAlias("num_retries") @UInt32Value @Nullable Long numRetries,
      @JsonAlias("per_try_timeout") @Nullable ProtoDuration perTryTimeout,
      @JsonAlias("back_off") @Nullable BackOff backOff) {}

  /** Written in lower case. */
  public enum HttpRetryOn {
    ALL_5XX,
    GATEWAY_ERROR,
    RESET,
    CONNECT_FAILURE,
    ENVOY_RATELIMITED,
    RETRIABLE_4XX,
    REFUSED_STREAM,
    RETRIABLE_STATUS_CODES,
    RETRIABLE_HEADERS,
    HTTP3_POST_CONNECT_FAILURE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Written in lower case. */
  public enum GrpcRetryOn {
    CANCELLED,
    DEADLINE_EXCEEDED,
    INTERNAL,
    RESOURCE_EXHAUSTED,
    UNAVAILABLE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
