package io.meshlog.xds.policy.meshloadbalancingstrategy;

import io.meshlog.model.resource.Tags;
import io.meshlog.xds.Spread;
import io.meshlog.xds.Spread.Affinity;
import io.meshlog.xds.Spread.Failover;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.policy.Percentages;
import io.meshlog.xds.policy.meshloadbalancingstrategy.MeshLoadBalancingStrategy.AffinityTag;
import io.meshlog.xds.policy.meshloadbalancingstrategy.MeshLoadBalancingStrategy.CrossZone;
import io.meshlog.xds.policy.meshloadbalancingstrategy.MeshLoadBalancingStrategy.LocalityAwareness;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What locality awareness means for one proxy: its zone and its tags put in. */
final class Spreads {
  private static final int DEFAULT_FACTOR = 200;
  private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000);
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  /** More digits than this would not fit a weight. */
  private static final int MOST_DIGITS = 8;

  private Spreads() {}

  static Spread of(@Nullable LocalityAwareness awareness, ProxyDraft proxy) {
    if (awareness == null) {
      return Spread.LOCAL_FIRST;
    }
    if (Boolean.TRUE.equals(awareness.disabled())) {
      return Spread.EVERYWHERE;
    }
    if (awareness.localZone() == null && awareness.crossZone() == null) {
      return Spread.LOCAL_FIRST;
    }
    List<AffinityTag> tags =
        awareness.localZone() == null ? List.of() : awareness.localZone().tags();
    return new Spread.Grouped(
        affinities(tags, proxy),
        !tags.isEmpty(),
        failovers(awareness.crossZone(), proxy.mesh().zone()),
        factor(awareness.crossZone()));
  }

  /** Which of the other zones an egress tries first; empty where that is not said. */
  static Optional<Spread> ofEgress(@Nullable LocalityAwareness awareness, String zone) {
    return awareness == null
            || Boolean.TRUE.equals(awareness.disabled())
            || awareness.localZone() == null && awareness.crossZone() == null
        ? Optional.empty()
        : Optional.of(
            new Spread.Grouped(
                List.of(),
                false,
                failovers(awareness.crossZone(), zone),
                factor(awareness.crossZone())));
  }

  /** A tag the proxy does not have groups nothing, but counts for the weights of the others. */
  private static List<Affinity> affinities(List<AffinityTag> tags, ProxyDraft proxy) {
    List<Affinity> affinities = new ArrayList<>();
    for (int i = 0; i < tags.size(); i++) {
      AffinityTag tag = tags.get(i);
      String key = tag.key() == null ? "" : tag.key();
      String value = first(proxy, key);
      if (!value.isEmpty()) {
        int weight =
            tag.weight() != null
                ? tag.weight()
                : 9 * (int) Math.pow(10, Math.min(MOST_DIGITS, tags.size() - 1 - i));
        affinities.add(new Affinity(key, value, weight));
      }
    }
    return affinities;
  }

  private static String first(ProxyDraft proxy, String key) {
    return proxy.dataplane().spec().tagSets().stream()
        .map((Tags tags) -> tags.getOrEmpty(key))
        .filter(value -> !value.isEmpty())
        .findFirst()
        .orElse("");
  }

  /** Those that are about the proxy's own zone. */
  private static List<Failover> failovers(@Nullable CrossZone crossZone, String own) {
    List<Failover> failovers = new ArrayList<>();
    for (var rule :
        crossZone == null ? List.<MeshLoadBalancingStrategy.Failover>of() : crossZone.rules()) {
      boolean ours =
          rule.from() == null || rule.from().zones() == null || rule.from().zones().contains(own);
      if (ours && rule.to() != null && rule.to().type() != null) {
        Set<String> zones = rule.to().zones() == null ? Set.of() : Set.copyOf(rule.to().zones());
        failovers.add(
            switch (rule.to().type()) {
              case None -> new Failover(false, Set.of());
              case Only -> new Failover(false, zones);
              case Any -> new Failover(true, Set.of());
              case AnyExcept -> new Failover(true, zones);
            });
      }
    }
    return failovers;
  }

  /** In whole hundreds, as Kuma computes it: 30 percent make 300, 70 make 100. */
  private static int factor(@Nullable CrossZone crossZone) {
    if (crossZone == null || crossZone.failoverThreshold() == null) {
      return DEFAULT_FACTOR;
    }
    return Percentages.decimal(crossZone.failoverThreshold().percentage())
        .filter(percent -> percent.signum() > 0)
        .map(percent -> HUNDRED.divide(percent, 0, RoundingMode.FLOOR).min(MOST).intValue() * 100)
        .orElse(DEFAULT_FACTOR);
  }
}
