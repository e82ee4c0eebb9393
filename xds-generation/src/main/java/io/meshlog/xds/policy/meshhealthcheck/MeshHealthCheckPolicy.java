package io.meshlog.xds.policy.meshhealthcheck;

import io.meshlog.model.resource.PolicyTraits;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.target.ConfType;
import io.meshlog.model.target.Effective;
import io.meshlog.xds.draft.ClusterDraft;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.policy.ClientTags;
import io.meshlog.xds.policy.Decisions;
import io.meshlog.xds.policy.Percentages;
import io.meshlog.xds.policy.Policy;
import io.meshlog.xds.policy.PolicySet;
import io.meshlog.xds.policy.meshhealthcheck.MeshHealthCheck.Conf;
import java.util.Optional;

/**
 * Has the clusters of destinations checked (policies.md 2.16), by a check that fits the protocol of
 * the service.
 */
public final class MeshHealthCheckPolicy implements Policy<Conf> {
  public static final ResourceType<MeshHealthCheck> TYPE =
      ResourceType.named("MeshHealthCheck", MeshHealthCheck.class)
          .path("meshhealthchecks")
          .shortName("mhc")
          .displayNames("Mesh Health Check", "Mesh Health Checks")
          .rules(new MeshHealthCheckRules())
          .policy(new PolicyTraits(true, false, false, false))
          .build();

  private static final ConfType<Conf> CONF = ConfType.of(Conf.class);

  @Override
  public ResourceType<MeshHealthCheck> type() {
    return TYPE;
  }

  @Override
  public ConfType<Conf> conf() {
    return CONF;
  }

  @Override
  public void onDestination(ClusterDraft destination, PolicySet<Conf> matched, ProxyDraft proxy) {
    Optional<Effective<Conf>> found = matched.to(destination.destination(), proxy.mesh());
    if (found.isEmpty()) {
      return;
    }
    proxy.decided(Decisions.of(destination.name(), TYPE, found.get()));
    Conf conf = found.get().conf();
    Percentages.decimal(conf.healthyPanicThreshold())
        .ifPresent(percent ->
            destination
                .cluster()
                .getCommonLbConfigBuilder()
                .getHealthyPanicThresholdBuilder()
                .setValue(percent.doubleValue()));
    if (conf.failTrafficOnPanic() != null) {
      failTraffic(destination, conf.failTrafficOnPanic());
    }
    HealthChecks.of(conf, destination.protocol(), ClientTags.header(proxy.dataplane().spec()))
        .ifPresent(check -> destination.cluster().addHealthChecks(check));
  }

  /** Balancing by weights of localities has no such switch. */
  private static void failTraffic(ClusterDraft destination, boolean fail) {
    var balancing = destination.cluster().getCommonLbConfigBuilder();
    if (!balancing.hasLocalityWeightedLbConfig()) {
      balancing.getZoneAwareLbConfigBuilder().setFailTrafficOnPanic(fail);
    }
  }
}
