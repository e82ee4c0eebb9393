package io.meshlog.xds.policy.meshretry;

import io.meshlog.model.json.GoDuration;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.model.target.TargetRef;
import io.meshlog.model.target.Targeted;
import io.meshlog.xds.policy.HeaderMatch;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How often, when and where a proxy tries again. */
public record MeshRetry(@Nullable TargetRef targetRef, @Nullable List<Targeted<Conf>> to)
    implements PolicySpec {
  private static final Pattern WORD_START = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

  /** A section for each way to speak; the destination's protocol says which one counts. */
  public record Conf(@Nullable Tcp tcp, @Nullable Http http, @Nullable Grpc grpc) {}

  /**
   * @param maxConnectAttempt how many connections are tried before giving up
   */
  public record Tcp(@Nullable Integer maxConnectAttempt) {}

  /**
   * @param numRetries zero switches retries off
   * @param perTryTimeout of one attempt; zero means none
   * @param retryOn conditions, methods and status codes by Kuma's words
   */
  public record Http(
      @Nullable Long numRetries,
      @Nullable GoDuration perTryTimeout,
      @Nullable BackOff backOff,
      @Nullable RateLimitedBackOff rateLimitedBackOff,
      @Nullable List<String> retryOn,
      @Nullable List<HeaderMatch> retriableRequestHeaders,
      @Nullable List<HeaderMatch> retriableResponseHeaders,
      @Nullable List<Predicate> hostSelection,
      @Nullable Long hostSelectionMaxAttempts) {}

  /** As {@link Http}. */
  public record Grpc(
      @Nullable Long numRetries,
      @Nullable GoDuration perTryTimeout,
      @Nullable BackOff backOff,
      @Nullable RateLimitedBackOff rateLimitedBackOff,
      @Nullable List<GrpcStatus> retryOn) {}

  /** The words are Kuma's, as are those of all enums here. */
  public enum GrpcStatus {
    Canceled,
    DeadlineExceeded,
    Internal,
    ResourceExhausted,
    Unavailable
  }

  public record BackOff(@Nullable GoDuration baseInterval, @Nullable GoDuration maxInterval) {}

  /** The destination says in a header when to come again. */
  public record RateLimitedBackOff(
      @Nullable List<ResetHeader> resetHeaders, @Nullable GoDuration maxInterval) {}

  public record ResetHeader(@Nullable String name, @Nullable Format format) {}

  public enum Format {
    Seconds,
    UnixTimestamp
  }

  /**
   * Which endpoints another attempt avoids.
   *
   * @param tags for OmitHostsWithTags
   * @param updateFrequency for OmitPreviousPriorities: after how many attempts the load is shared
   *     out anew; null means 2
   */
  public record Predicate(
      @Nullable PredicateType predicate, @Nullable Tags tags, @Nullable Integer updateFrequency) {
    static final int UPDATE_FREQUENCY = 2;

    Predicate complete() {
      return updateFrequency == null ? new Predicate(predicate, tags, UPDATE_FREQUENCY) : this;
    }
  }

  public enum PredicateType {
    OmitPreviousHosts,
    OmitHostsWithTags,
    OmitPreviousPriorities
  }

  @Override
  public List<Targeted<Conf>> toEntries() {
    return PolicySpec.orNone(to);
  }

  /** {@code GatewayError} is {@code gateway-error} to Envoy. */
  static String kebab(String word) {
    return WORD_START.matcher(word).replaceAll("-").toLowerCase(Locale.ROOT);
  }
}
