package io.meshlog.xds.policy.meshtimeout;

import io.meshlog.model.json.GoDuration;
import io.meshlog.model.target.Matched;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.model.target.TargetRef;
import io.meshlog.model.target.Targeted;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How long a proxy waits, for its destinations and for its own application. */
public record MeshTimeout(
    @Nullable TargetRef targetRef,
    @Nullable List<Targeted<Conf>> to,
    @Nullable List<Targeted<Conf>> from,
    @Nullable List<Matched<Conf>> rules)
    implements PolicySpec {

  /**
   * @param connectionTimeout until a connection is up; never zero
   * @param idleTimeout without bytes (TCP) or requests (HTTP)
   */
  public record Conf(
      @Nullable GoDuration connectionTimeout,
      @Nullable GoDuration idleTimeout,
      @Nullable Http http) {
    /** Never null. */
    Http httpOrEmpty() {
      return http == null ? Http.EMPTY : http;
    }
  }

  /**
   * Zero switches a timeout off.
   *
   * @param requestTimeout for the whole response
   * @param streamIdleTimeout without activity on a stream
   */
  public record Http(
      @Nullable GoDuration requestTimeout,
      @Nullable GoDuration streamIdleTimeout,
      @Nullable GoDuration maxStreamDuration,
      @Nullable GoDuration maxConnectionDuration,
      @Nullable GoDuration requestHeadersTimeout) {
    static final Http EMPTY = new Http(null, null, null, null, null);

    /** Whether one of those is set that count as configuring this section. */
    boolean configures() {
      return Stream.of(requestTimeout, streamIdleTimeout, maxStreamDuration, maxConnectionDuration)
          .anyMatch(value -> value != null);
    }
  }

  @Override
  public List<Targeted<Conf>> toEntries() {
    return PolicySpec.orNone(to);
  }

  @Override
  public List<Targeted<Conf>> fromEntries() {
    return PolicySpec.orNone(from);
  }

  @Override
  public List<Matched<Conf>> ruleEntries() {
    return PolicySpec.orNone(rules);
  }
}
