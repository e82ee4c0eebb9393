package io.meshlog.xds.policy.meshhealthcheck;

import io.meshlog.model.json.GoDuration;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.model.target.TargetRef;
import io.meshlog.model.target.Targeted;
import io.meshlog.xds.policy.HeaderEdits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a proxy finds out which endpoints of a destination are well. */
public record MeshHealthCheck(@Nullable TargetRef targetRef, @Nullable List<Targeted<Conf>> to)
    implements PolicySpec {

  /**
   * @param interval 1m unless said
   * @param timeout 15s unless said
   * @param unhealthyThreshold failures in a row, 5 unless said
   * @param healthyThreshold successes in a row, 1 unless said
   * @param healthyPanicThreshold percentage of well endpoints below which all are used
   */
  public record Conf(
      @Nullable GoDuration interval,
      @Nullable GoDuration timeout,
      @Nullable Integer unhealthyThreshold,
      @Nullable Integer healthyThreshold,
      @Nullable GoDuration initialJitter,
      @Nullable GoDuration intervalJitter,
      @Nullable Integer intervalJitterPercent,
      @Nullable Object healthyPanicThreshold,
      @Nullable Boolean failTrafficOnPanic,
      @Nullable String eventLogPath,
      @Nullable Boolean alwaysLogHealthCheckFailures,
      @Nullable GoDuration noTrafficInterval,
      @Nullable Boolean reuseConnection,
      @Nullable Tcp tcp,
      @Nullable Http http,
      @Nullable Grpc grpc) {}

  /** Without anything to send, that a connection comes up suffices. */
  public record Tcp(
      @Nullable Boolean disabled, @Nullable String send, @Nullable List<String> receive) {
    boolean off() {
      return Boolean.TRUE.equals(disabled);
    }
  }

  /**
   * @param path {@code /} unless said
   * @param expectedStatuses 200 unless said
   */
  public record Http(
      @Nullable Boolean disabled,
      @Nullable String path,
      @Nullable HeaderEdits requestHeadersToAdd,
      @Nullable List<Integer> expectedStatuses) {
    boolean off() {
      return Boolean.TRUE.equals(disabled);
    }
  }

  public record Grpc(
      @Nullable Boolean disabled, @Nullable String serviceName, @Nullable String authority) {
    boolean off() {
      return Boolean.TRUE.equals(disabled);
    }
  }

  @Override
  public List<Targeted<Conf>> toEntries() {
    return PolicySpec.orNone(to);
  }
}
