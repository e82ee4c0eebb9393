package io.meshlog.xds.policy.meshloadbalancingstrategy;

import io.meshlog.model.json.GoDuration;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.model.target.TargetRef;
import io.meshlog.model.target.Targeted;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a proxy chooses among the endpoints of a destination. */
public record MeshLoadBalancingStrategy(
    @Nullable TargetRef targetRef, @Nullable List<Targeted<Conf>> to) implements PolicySpec {

  public record Conf(
      @Nullable LoadBalancer loadBalancer,
      @Nullable List<HashPolicy> hashPolicies,
      @Nullable LocalityAwareness localityAwareness) {}

  public record LoadBalancer(
      @Nullable Type type,
      @Nullable LeastRequest leastRequest,
      @Nullable RingHash ringHash,
      @Nullable Maglev maglev) {}

  /** The words are Kuma's. */
  public enum Type {
    RoundRobin,
    LeastRequest,
    RingHash,
    Random,
    Maglev
  }

  /**
   * @param activeRequestBias an integer or a decimal in a string
   */
  public record LeastRequest(@Nullable Integer choiceCount, @Nullable Object activeRequestBias) {}

  public record RingHash(
      @Nullable HashFunction hashFunction,
      @Nullable Integer minRingSize,
      @Nullable Integer maxRingSize,
      @Nullable List<HashPolicy> hashPolicies) {}

  /** The words are Kuma's. */
  public enum HashFunction {
    XXHash,
    MurmurHash2
  }

  public record Maglev(@Nullable Integer tableSize, @Nullable List<HashPolicy> hashPolicies) {}

  public record HashPolicy(
      @Nullable HashType type,
      @Nullable Boolean terminal,
      @Nullable Named header,
      @Nullable Cookie cookie,
      @Nullable Connection connection,
      @Nullable Named queryParameter,
      @Nullable FilterState filterState) {}

  /** The words are Kuma's. */
  public enum HashType {
    Header,
    Cookie,
    Connection,
    SourceIP,
    QueryParameter,
    FilterState
  }

  public record Named(@Nullable String name) {}

  public record Cookie(@Nullable String name, @Nullable GoDuration ttl, @Nullable String path) {}

  public record Connection(@Nullable Boolean sourceIP) {}

  public record FilterState(@Nullable String key) {}

  /**
   * @param disabled absent: false, endpoints of this zone come first
   */
  public record LocalityAwareness(
      @Nullable Boolean disabled, @Nullable LocalZone localZone, @Nullable CrossZone crossZone) {}

  public record LocalZone(@Nullable List<AffinityTag> affinityTags) {
    List<AffinityTag> tags() {
      return PolicySpec.orNone(affinityTags);
    }
  }

  public record AffinityTag(@Nullable String key, @Nullable Integer weight) {}

  public record CrossZone(
      @Nullable List<Failover> failover, @Nullable FailoverThreshold failoverThreshold) {
    List<Failover> rules() {
      return PolicySpec.orNone(failover);
    }
  }

  public record Failover(@Nullable From from, @Nullable To to) {}

  public record From(@Nullable List<String> zones) {}

  public record To(@Nullable ToType type, @Nullable List<String> zones) {}

  /** The words are Kuma's. */
  public enum ToType {
    None,
    Only,
    Any,
    AnyExcept
  }

  /**
   * @param percentage an integer or a decimal in a string
   */
  public record FailoverThreshold(@Nullable Object percentage) {}

  @Override
  public List<Targeted<Conf>> toEntries() {
    return PolicySpec.orNone(to);
  }
}
