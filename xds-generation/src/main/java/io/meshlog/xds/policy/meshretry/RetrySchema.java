package io.meshlog.xds.policy.meshretry;

import io.meshlog.model.resource.Violations;
import io.meshlog.xds.policy.HeaderMatch;
import io.meshlog.xds.policy.PolicyChecks;
import io.meshlog.xds.policy.meshretry.MeshRetry.Conf;
import io.meshlog.xds.policy.meshretry.MeshRetry.Http;
import io.meshlog.xds.policy.meshretry.MeshRetry.RateLimitedBackOff;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What Kuma's schema of MeshRetry demands: fields that must be there, and their ranges. */
final class RetrySchema {
  private static final long MAX_COUNT = 0xFFFF_FFFFL;

  private RetrySchema() {}

  static void check(MeshRetry spec, Violations at) {
    for (int i = 0; i < spec.toEntries().size(); i++) {
      Conf conf = spec.toEntries().get(i).conf();
      if (conf == null) {
        continue;
      }
      Violations here = at.at("to", i).at("default");
      if (conf.http() != null) {
        http(conf.http(), here.at("http"));
      }
      if (conf.grpc() != null) {
        count(conf.grpc().numRetries(), "numRetries", here.at("grpc"));
        resetHeaders(conf.grpc().rateLimitedBackOff(), here.at("grpc"));
      }
    }
  }

  private static void http(Http http, Violations at) {
    count(http.numRetries(), "numRetries", at);
    resetHeaders(http.rateLimitedBackOff(), at);
    headers(PolicyChecks.orNone(http.retriableRequestHeaders()), "retriableRequestHeaders", at);
    headers(PolicyChecks.orNone(http.retriableResponseHeaders()), "retriableResponseHeaders", at);
    for (int k = 0; k < PolicyChecks.orNone(http.hostSelection()).size(); k++) {
      required(
          PolicyChecks.orNone(http.hostSelection()).get(k).predicate(),
          "predicate",
          at.at("hostSelection", k));
    }
  }

  private static void headers(List<HeaderMatch> headers, String list, Violations at) {
    for (int k = 0; k < headers.size(); k++) {
      required(headers.get(k).name(), "name", at.at(list, k));
    }
  }

  private static void resetHeaders(@Nullable RateLimitedBackOff backOff, Violations at) {
    int size = backOff == null ? 0 : PolicyChecks.orNone(backOff.resetHeaders()).size();
    for (int k = 0; k < size; k++) {
      Violations here = at.at("rateLimitedBackOff").at("resetHeaders", k);
      required(backOff.resetHeaders().get(k).name(), "name", here);
      required(backOff.resetHeaders().get(k).format(), "format", here);
    }
  }

  private static void count(@Nullable Long value, String field, Violations at) {
    if (value != null && (value < 0 || value > MAX_COUNT)) {
      at.add(field, "must be in inclusive range [0, " + MAX_COUNT + ']');
    }
  }

  private static void required(@Nullable Object value, String field, Violations at) {
    if (value == null) {
      at.add(field, PolicyChecks.REQUIRED);
    }
  }
}
