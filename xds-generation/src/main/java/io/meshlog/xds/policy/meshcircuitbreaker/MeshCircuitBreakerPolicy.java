package io.meshlog.xds.policy.meshcircuitbreaker;

import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers.Thresholds;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.PolicyTraits;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.target.ConfType;
import io.meshlog.model.target.Effective;
import io.meshlog.xds.Decided;
import io.meshlog.xds.Destination;
import io.meshlog.xds.draft.ClusterDraft;
import io.meshlog.xds.draft.ExitDraft;
import io.meshlog.xds.draft.InboundDraft;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.policy.Decisions;
import io.meshlog.xds.policy.Percentages;
import io.meshlog.xds.policy.Policy;
import io.meshlog.xds.policy.PolicySet;
import io.meshlog.xds.policy.meshcircuitbreaker.MeshCircuitBreaker.Conf;
import io.meshlog.xds.policy.meshcircuitbreaker.MeshCircuitBreaker.ConnectionLimits;
import io.meshlog.xds.policy.meshcircuitbreaker.MeshCircuitBreaker.OutlierDetection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sets limits and outlier detection on the clusters of destinations and of applications
 * (policies.md 2.6). That all clusters count what they have left is done where they are frozen.
 */
public final class MeshCircuitBreakerPolicy implements Policy<Conf> {
  public static final ResourceType<MeshCircuitBreaker> TYPE =
      ResourceType.named("MeshCircuitBreaker", MeshCircuitBreaker.class)
          .path("meshcircuitbreakers")
          .shortName("mcb")
          .displayNames("Mesh Circuit Breaker", "Mesh Circuit Breakers")
          .rules(new MeshCircuitBreakerRules())
          .policy(new PolicyTraits(true, true, true, true))
          .build();

  private static final ConfType<Conf> CONF = ConfType.of(Conf.class);

  @Override
  public ResourceType<MeshCircuitBreaker> type() {
    return TYPE;
  }

  @Override
  public ConfType<Conf> conf() {
    return CONF;
  }

  @Override
  public void onInbound(InboundDraft inbound, PolicySet<Conf> matched, ProxyDraft proxy) {
    matched.rules().base().ifPresent(conf -> cluster(inbound.cluster(), conf, proxy::decided));
  }

  @Override
  public void onDestination(ClusterDraft destination, PolicySet<Conf> matched, ProxyDraft proxy) {
    matched
        .to(destination.destination(), proxy.mesh())
        .ifPresent(conf -> cluster(destination, conf, proxy::decided));
  }

  @Override
  public boolean actsOnExits() {
    return true;
  }

  /** Services outside of the mesh that are known by tags keep what they have, as in Kuma. */
  @Override
  public void onExit(ExitDraft exit, PolicySet<Conf> matched) {
    if (exit.destination() instanceof Destination.Port) {
      matched
          .to(exit.destination(), exit.mesh())
          .ifPresent(conf -> cluster(exit.cluster(), conf, exit::decided));
    }
  }

  private static void cluster(
      ClusterDraft cluster, Effective<Conf> effective, Consumer<Decided> notes) {
    notes.accept(Decisions.of(cluster.name(), TYPE, effective));
    Conf conf = effective.conf();
    if (conf.connectionLimits() != null) {
      limits(conf.connectionLimits(), cluster.limits());
    }
    OutlierDetection outliers = conf.outlierDetection();
    if (outliers == null || Boolean.TRUE.equals(outliers.disabled())) {
      return;
    }
    cluster.cluster().setOutlierDetection(Outliers.of(outliers));
    Percentages.decimal(outliers.healthyPanicThreshold())
        .ifPresent(percent ->
            cluster
                .cluster()
                .getCommonLbConfigBuilder()
                .getHealthyPanicThresholdBuilder()
                .setValue(percent.doubleValue()));
  }

  private static void limits(ConnectionLimits conf, Thresholds.Builder limits) {
    limit(conf.maxConnections(), limits::setMaxConnections);
    limit(conf.maxConnectionPools(), limits::setMaxConnectionPools);
    limit(conf.maxPendingRequests(), limits::setMaxPendingRequests);
    limit(conf.maxRetries(), limits::setMaxRetries);
    limit(conf.maxRequests(), limits::setMaxRequests);
  }

  private static void limit(@Nullable Long value, Consumer<UInt32Value> field) {
    if (value != null) {
      field.accept(UInt32Value.of(value.intValue()));
    }
  }

  @Override
  public List<DefaultPolicy<?>> defaults(String mesh) {
    return List.of(
        new DefaultPolicy<>(
            TYPE, "mesh-circuit-breaker-all-" + mesh, SpecJson.read(TYPE, DEFAULT)));
  }

  private static final String DEFAULT =
      """
      {"targetRef": {"kind": "Mesh"},
       "to": [{"targetRef": {"kind": "Mesh"},
               "default": {"connectionLimits": {
                 "maxConnections": 1024, "maxPendingRequests": 1024,
                 "maxRequests": 1024, "maxRetries": 3}}}]}\
      """;
}
