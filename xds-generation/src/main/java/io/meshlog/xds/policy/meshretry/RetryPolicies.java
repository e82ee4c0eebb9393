package io.meshlog.xds.policy.meshretry;

import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy.RateLimitedRetryBackOff;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy.ResetHeaderFormat;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy.RetryBackOff;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy.RetryHostPredicate;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy.RetryPriority;
import io.envoyproxy.envoy.extensions.retry.host.omit_host_metadata.v3.OmitHostMetadataConfig;
import io.envoyproxy.envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate;
import io.envoyproxy.envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.meshlog.model.json.GoDuration;
import io.meshlog.model.resource.Tags;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.policy.Durations;
import io.meshlog.xds.policy.PolicyChecks;
import io.meshlog.xds.policy.meshretry.HttpCondition.Condition;
import io.meshlog.xds.policy.meshretry.HttpCondition.Method;
import io.meshlog.xds.policy.meshretry.HttpCondition.Status;
import io.meshlog.xds.policy.meshretry.MeshRetry.BackOff;
import io.meshlog.xds.policy.meshretry.MeshRetry.Format;
import io.meshlog.xds.policy.meshretry.MeshRetry.Grpc;
import io.meshlog.xds.policy.meshretry.MeshRetry.Http;
import io.meshlog.xds.policy.meshretry.MeshRetry.Predicate;
import io.meshlog.xds.policy.meshretry.MeshRetry.RateLimitedBackOff;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** From confs to Envoy's retry policy of a route (policies.md 2.5, effect). */
final class RetryPolicies {
  private static final List<String> HTTP =
      List.of("gateway-error", "connect-failure", "refused-stream");
  private static final String GRPC =
      "cancelled,connect-failure,gateway-error,refused-stream,reset,resource-exhausted,unavailable";
  private static final GoDuration BASE_INTERVAL = GoDuration.ofMillis(25);

  private RetryPolicies() {}

  static RetryPolicy http(Http conf) {
    RetryPolicy.Builder policy =
        common(conf.numRetries(), conf.perTryTimeout(), conf.backOff(), conf.rateLimitedBackOff());
    List<String> conditions = new ArrayList<>();
    for (String item : PolicyChecks.orNone(conf.retryOn())) {
      switch (HttpCondition.parse(item).orElse(null)) {
        case Condition(String word) -> conditions.add(word);
        case Method(String name) -> policy.addRetriableRequestHeaders(method(name));
        case Status(int code) -> policy.addRetriableStatusCodes(code);
        case null -> {}
      }
    }
    if (conditions.isEmpty()) {
      conditions.addAll(HTTP);
    }
    if (policy.getRetriableStatusCodesCount() > 0) {
      conditions.add("retriable-status-codes");
    }
    PolicyChecks.orNone(conf.retriableRequestHeaders())
        .forEach(header -> policy.addRetriableRequestHeaders(header.matcher()));
    PolicyChecks.orNone(conf.retriableResponseHeaders())
        .forEach(header -> policy.addRetriableHeaders(header.matcher()));
    if (policy.getRetriableHeadersCount() > 0) {
      // Without this word Envoy does not look at them.
      conditions.add("retriable-headers");
    }
    PolicyChecks.orNone(conf.hostSelection()).forEach(predicate -> avoid(predicate, policy));
    if (conf.hostSelectionMaxAttempts() != null) {
      policy.setHostSelectionRetryMaxAttempts(conf.hostSelectionMaxAttempts());
    }
    return policy.setRetryOn(String.join(",", conditions)).build();
  }

  static RetryPolicy grpc(Grpc conf) {
    String conditions =
        PolicyChecks.orNone(conf.retryOn()).stream()
            .map(status -> MeshRetry.kebab(status.name()))
            .collect(Collectors.joining(","));
    return common(
            conf.numRetries(), conf.perTryTimeout(), conf.backOff(), conf.rateLimitedBackOff())
        .setRetryOn(conditions.isEmpty() ? GRPC : conditions)
        .build();
  }

  private static RetryPolicy.Builder common(
      @Nullable Long retries,
      @Nullable GoDuration perTry,
      @Nullable BackOff backOff,
      @Nullable RateLimitedBackOff limited) {
    RetryPolicy.Builder policy = RetryPolicy.newBuilder();
    if (retries != null) {
      policy.setNumRetries(UInt32Value.of(retries.intValue()));
    }
    if (perTry != null) {
      policy.setPerTryTimeout(Durations.of(perTry));
    }
    if (backOff != null) {
      policy.setRetryBackOff(backOff(backOff));
    }
    if (limited != null && !PolicyChecks.orNone(limited.resetHeaders()).isEmpty()) {
      policy.setRateLimitedRetryBackOff(limited(limited));
    }
    return policy;
  }

  /** Envoy wants a base, and a maximum that is not below it, which merging does not promise. */
  private static RetryBackOff backOff(BackOff conf) {
    GoDuration base = Objects.requireNonNullElse(conf.baseInterval(), BASE_INTERVAL);
    RetryBackOff.Builder result = RetryBackOff.newBuilder().setBaseInterval(Durations.of(base));
    GoDuration longest = conf.maxInterval();
    if (longest != null) {
      boolean below = longest.value().compareTo(base.value()) < 0;
      result.setMaxInterval(Durations.of(below ? base : longest));
    }
    return result.build();
  }

  private static RateLimitedRetryBackOff limited(RateLimitedBackOff conf) {
    RateLimitedRetryBackOff.Builder result = RateLimitedRetryBackOff.newBuilder();
    PolicyChecks.orNone(conf.resetHeaders())
        .forEach(header ->
            result
                .addResetHeadersBuilder()
                .setName(Objects.requireNonNullElse(header.name(), ""))
                .setFormat(
                    header.format() == Format.UnixTimestamp
                        ? ResetHeaderFormat.UNIX_TIMESTAMP
                        : ResetHeaderFormat.SECONDS));
    if (conf.maxInterval() != null) {
      result.setMaxInterval(Durations.of(conf.maxInterval()));
    }
    return result.build();
  }

  private static HeaderMatcher method(String name) {
    return HeaderMatcher.newBuilder()
        .setName(":method")
        .setStringMatch(StringMatcher.newBuilder().setExact(name))
        .build();
  }

  private static void avoid(Predicate predicate, RetryPolicy.Builder policy) {
    switch (predicate.predicate()) {
      case OmitPreviousHosts ->
          policy.addRetryHostPredicate(
              host("previous_hosts", PreviousHostsPredicate.getDefaultInstance()));
      case OmitHostsWithTags ->
          policy.addRetryHostPredicate(
              host(
                  "omit_host_metadata",
                  OmitHostMetadataConfig.newBuilder()
                      .setMetadataMatch(
                          tagged(Objects.requireNonNullElse(predicate.tags(), Tags.EMPTY)))
                      .build()));
      case OmitPreviousPriorities -> policy.setRetryPriority(priorities(predicate.complete()));
      case null -> {}
    }
  }

  private static RetryHostPredicate host(String name, Message config) {
    return RetryHostPredicate.newBuilder()
        .setName("envoy.retry_host_predicates." + name)
        .setTypedConfig(XdsResource.pack(config))
        .build();
  }

  private static RetryPriority priorities(Predicate predicate) {
    int frequency =
        Objects.requireNonNullElse(predicate.updateFrequency(), Predicate.UPDATE_FREQUENCY);
    return RetryPriority.newBuilder()
        .setName("envoy.retry_priorities.previous_priorities")
        .setTypedConfig(
            XdsResource.pack(
                PreviousPrioritiesConfig.newBuilder().setUpdateFrequency(frequency).build()))
        .build();
  }

  /** Endpoints carry their tags there (xds-generation.md 3.4). */
  private static Metadata tagged(Tags tags) {
    Struct.Builder struct = Struct.newBuilder();
    tags.values()
        .forEach((key, value) ->
            struct.putFields(key, Value.newBuilder().setStringValue(value).build()));
    return Metadata.newBuilder().putFilterMetadata("envoy.lb", struct.build()).build();
  }
}
