package io.meshlog.xds.policy.meshmetric;

import io.meshlog.model.resource.PolicyTraits;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.target.ConfType;
import io.meshlog.xds.policy.Policy;
import io.meshlog.xds.policy.meshmetric.MeshMetric.Conf;

/** Matched, merged and shown like every policy; nothing is made of it yet. */
public final class MeshMetricPolicy implements Policy<Conf> {
  public static final ResourceType<MeshMetric> TYPE =
      ResourceType.named("MeshMetric", MeshMetric.class)
          .path("meshmetrics")
          .shortName("mm")
          .displayNames("Mesh Metric", "Mesh Metrics")
          .status()
          .rules(new MeshMetricRules())
          .policy(new PolicyTraits(false, false, false, false))
          .build();

  private static final ConfType<Conf> CONF = ConfType.of(Conf.class);

  @Override
  public ResourceType<MeshMetric> type() {
    return TYPE;
  }

  @Override
  public ConfType<Conf> conf() {
    return CONF;
  }
}
