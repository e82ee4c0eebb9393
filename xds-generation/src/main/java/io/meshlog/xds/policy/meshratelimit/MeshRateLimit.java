package io.meshlog.xds.policy.meshratelimit;

import io.meshlog.model.json.GoDuration;
import io.meshlog.model.target.Matched;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.model.target.TargetRef;
import io.meshlog.model.target.Targeted;
import io.meshlog.xds.policy.HeaderEdits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How many requests and connections a proxy lets in, counted by that proxy alone. */
public record MeshRateLimit(
    @Nullable TargetRef targetRef,
    @Nullable List<Targeted<Conf>> to,
    @Nullable List<Targeted<Conf>> from,
    @Nullable List<Matched<Conf>> rules)
    implements PolicySpec {

  public record Conf(@Nullable Local local) {
    /** The limit of requests, if one is in force. */
    Optional<Http> limitedHttp() {
      return Optional.ofNullable(local)
          .map(Local::http)
          .filter(http -> !Boolean.TRUE.equals(http.disabled()))
          .filter(http -> http.requestRate() != null && http.requestRate().complete());
    }

    /** The limit of connections, if one is in force. */
    Optional<Rate> limitedConnections() {
      return Optional.ofNullable(local)
          .map(Local::tcp)
          .filter(tcp -> !Boolean.TRUE.equals(tcp.disabled()))
          .map(Tcp::connectionRate)
          .filter(Rate::complete);
    }
  }

  public record Local(@Nullable Http http, @Nullable Tcp tcp) {}

  public record Http(
      @Nullable Boolean disabled, @Nullable Rate requestRate, @Nullable OnRateLimit onRateLimit) {}

  public record Tcp(@Nullable Boolean disabled, @Nullable Rate connectionRate) {}

  /** So many in each interval. */
  public record Rate(@Nullable Integer num, @Nullable GoDuration interval) {
    static final Duration SHORTEST = Duration.ofMillis(50);

    boolean complete() {
      return num != null && interval != null;
    }
  }

  /**
   * @param status of the answer; null means 429
   */
  public record OnRateLimit(@Nullable Integer status, @Nullable HeaderEdits headers) {}

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
