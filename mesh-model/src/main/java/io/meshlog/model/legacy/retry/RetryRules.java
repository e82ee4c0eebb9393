package io.meshlog.model.legacy.retry;

import io.meshlog.model.legacy.Checks;
import io.meshlog.model.legacy.Connection;
import io.meshlog.model.legacy.HttpMethod;
import io.meshlog.model.legacy.retry.RetrySpec.BackOff;
import io.meshlog.model.legacy.retry.RetrySpec.Conf;
import io.meshlog.model.legacy.retry.RetrySpec.Grpc;
import io.meshlog.model.legacy.retry.RetrySpec.GrpcRetryOn;
import io.meshlog.model.legacy.retry.RetrySpec.Http;
import io.meshlog.model.legacy.retry.RetrySpec.HttpRetryOn;
import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Violations;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Which Retries are accepted. */
final class RetryRules implements SpecRules<RetrySpec> {
  private static final String EMPTY = "field cannot be empty";

  @Override
  public void validate(RetrySpec spec, Violations violations) {
    new Connection(spec.sources(), spec.destinations()).betweenServices(violations);
    Conf conf = spec.conf();
    Violations at = violations.at("conf");
    if (conf == null) {
      at.add(Checks.UNDEFINED);
      return;
    }
    if (conf.http() == null && conf.grpc() == null && conf.tcp() == null) {
      at.add("missing protocol [grpc|http|tcp] configuration");
      return;
    }
    if (conf.http() != null) {
      http(conf.http(), at.at("http"));
    }
    if (conf.grpc() != null) {
      grpc(conf.grpc(), at.at("grpc"));
    }
    if (conf.tcp() != null) {
      Checks.aboveZero(conf.tcp().maxConnectAttempts(), at.at("tcp.maxConnectAttempts"));
    }
  }

  private static void http(Http http, Violations at) {
    List<HttpMethod> methods = Objects.requireNonNullElse(http.retriableMethods(), List.of());
    List<HttpRetryOn> on = Objects.requireNonNullElse(http.retryOn(), List.of());
    boolean codes = http.retriableStatusCodes() != null && !http.retriableStatusCodes().isEmpty();
    if (http.numRetries() == null
        && http.perTryTimeout() == null
        && http.backOff() == null
        && !codes
        && methods.isEmpty()
        && on.isEmpty()) {
      at.add(EMPTY);
    }
    Checks.aboveZeroIfGiven(http.numRetries(), at.at("numRetries"));
    Checks.aboveZeroIfGiven(http.perTryTimeout(), at.at("perTryTimeout"));
    backOff(http.backOff(), at.at("backOff"));
    for (int i = 0; i < methods.size(); i++) {
      if (methods.get(i) == HttpMethod.NONE) {
        at.at("retriableMethods", i).add(EMPTY);
      }
    }
    for (int i = 0; i < on.size(); i++) {
      if (on.get(i) == HttpRetryOn.RETRIABLE_STATUS_CODES && !codes) {
        at.at("retryOn", i)
            .add("retriableStatusCodes cannot be empty when this option is specified");
      }
    }
  }

  private static void grpc(Grpc grpc, Violations at) {
    List<GrpcRetryOn> on = Objects.requireNonNullElse(grpc.retryOn(), List.of());
    if (grpc.numRetries() == null
        && grpc.perTryTimeout() == null
        && grpc.backOff() == null
        && on.isEmpty()) {
      at.add(EMPTY);
    }
    Arrays.stream(GrpcRetryOn.values())
        .sorted(Comparator.comparing(GrpcRetryOn::toString))
        .forEach(value -> repeated(value, on, at.at("retryOn")));
    Checks.aboveZeroIfGiven(grpc.numRetries(), at.at("numRetries"));
    Checks.aboveZeroIfGiven(grpc.perTryTimeout(), at.at("perTryTimeout"));
    backOff(grpc.backOff(), at.at("backOff"));
  }

  private static void repeated(GrpcRetryOn value, List<GrpcRetryOn> list, Violations at) {
    List<String> places =
        IntStream.range(0, list.size())
            .filter(i -> list.get(i) == value)
            .mapToObj(Integer::toString)
            .toList();
    if (places.size() > 1) {
      at.add(
          "repeated value \""
              + value
              + "\" at indexes "
              + places.stream().collect(Collectors.joining(", ", "[", "]")));
    }
  }

  private static void backOff(@Nullable BackOff backOff, Violations at) {
    if (backOff == null) {
      return;
    }
    if (backOff.baseInterval() == null) {
      at.add("baseInterval", Checks.UNDEFINED);
    } else if (backOff.baseInterval().isZero()) {
      Checks.aboveZero(backOff.baseInterval(), at.at("baseInterval"));
    } else {
      Checks.aboveZeroIfGiven(backOff.maxInterval(), at.at("maxInterval"));
    }
  }
}
