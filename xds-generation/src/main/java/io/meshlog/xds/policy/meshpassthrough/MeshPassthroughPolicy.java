package io.meshlog.xds.policy.meshpassthrough;

import io.meshlog.model.resource.PolicyTraits;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.target.ConfType;
import io.meshlog.xds.policy.Policy;
import io.meshlog.xds.policy.meshpassthrough.MeshPassthrough.Conf;

/**
 * Matched, merged and shown like every policy; it is about transparent proxies, and there are none.
 */
public final class MeshPassthroughPolicy implements Policy<Conf> {
  public static final ResourceType<MeshPassthrough> TYPE =
      ResourceType.named("MeshPassthrough", MeshPassthrough.class)
          .path("meshpassthroughs")
          .shortName("mp")
          .displayNames("Mesh Passthrough", "Mesh Passthroughs")
          .rules(new MeshPassthroughRules())
          .policy(new PolicyTraits(false, false, false, false))
          .build();

  private static final ConfType<Conf> CONF = ConfType.of(Conf.class);

  @Override
  public ResourceType<MeshPassthrough> type() {
    return TYPE;
  }

  @Override
  public ConfType<Conf> conf() {
    return CONF;
  }
}
