package io.meshlog.xds.policy.meshloadbalancingstrategy;

import com.google.protobuf.Duration;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.UInt64Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.CommonLbConfig.LocalityWeightedLbConfig;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.meshlog.model.resource.PolicyTraits;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.target.ConfType;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.xds.Decided;
import io.meshlog.xds.Destination;
import io.meshlog.xds.Spread;
import io.meshlog.xds.draft.ClusterDraft;
import io.meshlog.xds.draft.ExitDraft;
import io.meshlog.xds.draft.GatewayListenerDraft;
import io.meshlog.xds.draft.HttpDraft;
import io.meshlog.xds.draft.OutboundDraft;
import io.meshlog.xds.draft.PassDraft;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.draft.RouteDraft;
import io.meshlog.xds.policy.Decisions;
import io.meshlog.xds.policy.Percentages;
import io.meshlog.xds.policy.Policy;
import io.meshlog.xds.policy.PolicySet;
import io.meshlog.xds.policy.meshloadbalancingstrategy.MeshLoadBalancingStrategy.Conf;
import io.meshlog.xds.policy.meshloadbalancingstrategy.MeshLoadBalancingStrategy.Cookie;
import io.meshlog.xds.policy.meshloadbalancingstrategy.MeshLoadBalancingStrategy.HashFunction;
import io.meshlog.xds.policy.meshloadbalancingstrategy.MeshLoadBalancingStrategy.HashPolicy;
import io.meshlog.xds.policy.meshloadbalancingstrategy.MeshLoadBalancingStrategy.LeastRequest;
import io.meshlog.xds.policy.meshloadbalancingstrategy.MeshLoadBalancingStrategy.LoadBalancer;
import io.meshlog.xds.policy.meshloadbalancingstrategy.MeshLoadBalancingStrategy.Maglev;
import io.meshlog.xds.policy.meshloadbalancingstrategy.MeshLoadBalancingStrategy.RingHash;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sets the balancer of clusters, what requests are told apart by, and how endpoints are ranked by
 * zone (policies.md 2.12).
 */
public final class MeshLoadBalancingStrategyPolicy implements Policy<Conf> {
  public static final ResourceType<MeshLoadBalancingStrategy> TYPE =
      ResourceType.named("MeshLoadBalancingStrategy", MeshLoadBalancingStrategy.class)
          .path("meshloadbalancingstrategies")
          .shortName("mlbs")
          .displayNames("Mesh Load Balancing Strategy", "Mesh Load Balancing Strategies")
          .rules(new MeshLoadBalancingStrategyRules())
          .policy(new PolicyTraits(true, false, false, false))
          .build();

  /** Envoy's. */
  private static final int DEFAULT_MIN_RING = 1024;

  private static final ConfType<Conf> CONF = ConfType.of(Conf.class);

  @Override
  public ResourceType<MeshLoadBalancingStrategy> type() {
    return TYPE;
  }

  @Override
  public ConfType<Conf> conf() {
    return CONF;
  }

  @Override
  public void onOutbound(OutboundDraft outbound, PolicySet<Conf> matched) {
    if (!(outbound.traffic() instanceof HttpDraft http)) {
      return;
    }
    Set<Decided> decided = new LinkedHashSet<>();
    for (RouteDraft route : http.routes()) {
      matched
          .toRoute(outbound.destination(), route, outbound.proxy().mesh())
          .filter(effective -> hash(route, effective.conf()))
          .ifPresent(
              effective -> decided.add(Decisions.of(outbound.listenerName(), TYPE, effective)));
    }
    decided.forEach(outbound.proxy()::decided);
  }

  /** Whether there is something to tell requests apart by. */
  private static boolean hash(RouteDraft route, Conf conf) {
    List<HashPolicy> policies = hashPolicies(conf);
    policies.forEach(policy -> route.action().addHashPolicy(envoys(policy)));
    return !policies.isEmpty();
  }

  @Override
  public void onGateway(GatewayListenerDraft listener, PolicySet<Conf> matched) {
    for (RouteDraft route : listener.routes()) {
      matched
          .toRouteOfGateway(route, listener.proxy().mesh())
          .ifPresent(effective -> hash(route, effective.conf()));
    }
  }

  @Override
  public boolean actsOnExits() {
    return true;
  }

  /** Outside of the mesh there are no zones: the balancer, and what requests are told apart by. */
  @Override
  public void onExit(ExitDraft exit, PolicySet<Conf> matched) {
    if (!(exit.destination() instanceof Destination.Port)) {
      return;
    }
    matched
        .to(exit.destination(), exit.mesh())
        .ifPresent(effective -> {
          exit.decided(Decisions.of(exit.cluster().name(), TYPE, effective));
          if (effective.conf().loadBalancer() != null) {
            balancer(effective.conf().loadBalancer(), exit.cluster().cluster());
          }
          if (exit.traffic() instanceof HttpDraft http) {
            http.routes().forEach(route -> hash(route, effective.conf()));
          }
        });
  }

  /** An egress ranks the other zones for those who leave that to it (policies.md 2.12). */
  @Override
  public void onPass(PassDraft pass, PolicySet<Conf> matched) {
    matched
        .to(pass.destination(), pass.mesh())
        .ifPresent(effective ->
            Spreads.ofEgress(effective.conf().localityAwareness(), pass.mesh().zone())
                .ifPresent(spread -> {
                  pass.spread(spread);
                  pass.decided(Decisions.of(pass.cluster(), TYPE, effective));
                }));
  }

  @Override
  public void onDestination(ClusterDraft destination, PolicySet<Conf> matched, ProxyDraft proxy) {
    matched
        .to(destination.destination(), proxy.mesh())
        .ifPresent(effective -> {
          proxy.decided(Decisions.of(destination.name(), TYPE, effective));
          Conf conf = effective.conf();
          if (conf.loadBalancer() != null) {
            balancer(conf.loadBalancer(), destination.cluster());
          }
          Spread spread = Spreads.of(conf.localityAwareness(), proxy);
          destination.spread(spread);
          if (spread instanceof Spread.Grouped grouped && grouped.weighted()) {
            destination
                .cluster()
                .getCommonLbConfigBuilder()
                .setLocalityWeightedLbConfig(LocalityWeightedLbConfig.getDefaultInstance());
          }
        });
  }

  /** The list at the root, else that of the balancer which is chosen. */
  private static List<HashPolicy> hashPolicies(Conf conf) {
    if (conf.hashPolicies() != null) {
      return conf.hashPolicies();
    }
    LoadBalancer balancer = conf.loadBalancer();
    if (balancer == null) {
      return List.of();
    }
    return switch (balancer.type()) {
      case RingHash ->
          balancer.ringHash() == null
              ? List.of()
              : PolicySpec.orNone(balancer.ringHash().hashPolicies());
      case Maglev ->
          balancer.maglev() == null
              ? List.of()
              : PolicySpec.orNone(balancer.maglev().hashPolicies());
      case RoundRobin, LeastRequest, Random -> List.of();
      case null -> List.of();
    };
  }

  private static void balancer(LoadBalancer balancer, Cluster.Builder cluster) {
    switch (balancer.type()) {
      case RoundRobin -> cluster.setLbPolicy(Cluster.LbPolicy.ROUND_ROBIN);
      case Random -> cluster.setLbPolicy(Cluster.LbPolicy.RANDOM);
      case LeastRequest -> {
        cluster.setLbPolicy(Cluster.LbPolicy.LEAST_REQUEST);
        leastRequest(balancer.leastRequest(), cluster);
      }
      case RingHash -> {
        cluster.setLbPolicy(Cluster.LbPolicy.RING_HASH);
        ringHash(balancer.ringHash(), cluster);
      }
      case Maglev -> {
        cluster.setLbPolicy(Cluster.LbPolicy.MAGLEV);
        Maglev maglev = balancer.maglev();
        if (maglev != null && maglev.tableSize() != null) {
          cluster.getMaglevLbConfigBuilder().setTableSize(UInt64Value.of(maglev.tableSize()));
        }
      }
      case null -> {}
    }
  }

  private static void leastRequest(@Nullable LeastRequest conf, Cluster.Builder cluster) {
    if (conf == null) {
      return;
    }
    Cluster.LeastRequestLbConfig.Builder config = cluster.getLeastRequestLbConfigBuilder();
    if (conf.choiceCount() != null) {
      config.setChoiceCount(UInt32Value.of(conf.choiceCount()));
    }
    // Envoy wants a key to override it by at run time; nobody does.
    Percentages.decimal(conf.activeRequestBias())
        .ifPresent(bias ->
            config
                .getActiveRequestBiasBuilder()
                .setDefaultValue(bias.doubleValue())
                .setRuntimeKey("active_request_bias"));
  }

  private static void ringHash(@Nullable RingHash conf, Cluster.Builder cluster) {
    if (conf == null) {
      return;
    }
    Cluster.RingHashLbConfig.Builder config = cluster.getRingHashLbConfigBuilder();
    if (conf.hashFunction() == HashFunction.MurmurHash2) {
      config.setHashFunction(Cluster.RingHashLbConfig.HashFunction.MURMUR_HASH_2);
    }
    if (conf.minRingSize() != null) {
      config.setMinimumRingSize(UInt64Value.of(conf.minRingSize()));
    }
    if (conf.maxRingSize() != null) {
      // Envoy refuses a most below the least, which two policies, or its default, can bring about
      int min = Objects.requireNonNullElse(conf.minRingSize(), 1);
      int max = Math.max(min, conf.maxRingSize());
      config.setMaximumRingSize(UInt64Value.of(max));
      if (conf.minRingSize() == null && max < DEFAULT_MIN_RING) {
        config.setMinimumRingSize(UInt64Value.of(max));
      }
    }
  }

  private static RouteAction.HashPolicy envoys(HashPolicy policy) {
    RouteAction.HashPolicy.Builder result =
        RouteAction.HashPolicy.newBuilder().setTerminal(Boolean.TRUE.equals(policy.terminal()));
    switch (policy.type()) {
      case Header ->
          result
              .getHeaderBuilder()
              .setHeaderName(policy.header() == null ? "" : orEmpty(policy.header().name()));
      case Cookie -> cookie(policy.cookie(), result.getCookieBuilder());
      case Connection, SourceIP ->
          result
              .getConnectionPropertiesBuilder()
              .setSourceIp(
                  policy.connection() != null
                      && Boolean.TRUE.equals(policy.connection().sourceIP()));
      case QueryParameter ->
          result
              .getQueryParameterBuilder()
              .setName(
                  policy.queryParameter() == null ? "" : orEmpty(policy.queryParameter().name()));
      case FilterState ->
          result
              .getFilterStateBuilder()
              .setKey(policy.filterState() == null ? "" : orEmpty(policy.filterState().key()));
      case null -> {}
    }
    return result.build();
  }

  private static void cookie(
      @Nullable Cookie cookie, RouteAction.HashPolicy.Cookie.Builder result) {
    if (cookie == null) {
      return;
    }
    result.setName(orEmpty(cookie.name())).setPath(orEmpty(cookie.path()));
    if (cookie.ttl() != null) {
      result.setTtl(
          Duration.newBuilder()
              .setSeconds(cookie.ttl().value().getSeconds())
              .setNanos(cookie.ttl().value().getNano()));
    }
  }

  private static String orEmpty(@Nullable String text) {
    return Objects.requireNonNullElse(text, "");
  }
}
