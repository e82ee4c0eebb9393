package io.meshlog.xds.policy.meshhealthcheck;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.resource.PolicyTraits;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.target.ConfType;
import io.meshlog.xds.Destination;
import io.meshlog.xds.draft.ClusterDraft;
import io.meshlog.xds.draft.ExitDraft;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.policy.ClientTags;
import io.meshlog.xds.policy.Decisions;
import io.meshlog.xds.policy.Percentages;
import io.meshlog.xds.policy.Policy;
import io.meshlog.xds.policy.PolicySet;
import io.meshlog.xds.policy.meshhealthcheck.MeshHealthCheck.Conf;

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
  private static final DataplaneSpec NOBODY = new DataplaneSpec(null, null, null);

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
    matched
        .to(destination.destination(), proxy.mesh())
        .ifPresent(found -> {
          proxy.decided(Decisions.of(destination.name(), TYPE, found));
          check(destination, found.conf(), proxy.dataplane().spec());
        });
  }

  @Override
  public boolean actsOnExits() {
    return true;
  }

  /** An egress has no tags of its own to say who asks. */
  @Override
  public void onExit(ExitDraft exit, PolicySet<Conf> matched) {
    if (exit.destination() instanceof Destination.Port) {
      matched
          .to(exit.destination(), exit.mesh())
          .ifPresent(found -> {
            exit.decided(Decisions.of(exit.cluster().name(), TYPE, found));
            check(exit.cluster(), found.conf(), NOBODY);
          });
    }
  }

  private static void check(ClusterDraft destination, Conf conf, DataplaneSpec client) {
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
    HealthChecks.of(conf, destination.protocol(), ClientTags.header(client))
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
