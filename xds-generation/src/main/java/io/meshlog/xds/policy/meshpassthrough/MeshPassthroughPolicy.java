package io.meshlog.xds.policy.meshpassthrough;

import io.meshlog.model.dataplane.DataplaneSpec.Gateway;
import io.meshlog.model.resource.PolicyTraits;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.target.ConfType;
import io.meshlog.xds.baseline.Transparent;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.policy.Decisions;
import io.meshlog.xds.policy.Policy;
import io.meshlog.xds.policy.PolicySet;
import io.meshlog.xds.policy.meshpassthrough.MeshPassthrough.Conf;
import io.meshlog.xds.policy.meshpassthrough.MeshPassthrough.Mode;
import java.util.List;

/**
 * Decides which destinations outside of the mesh a transparent proxy lets its application call
 * (policies.md 2.13). Its listeners stay: what is not let through finds no cluster behind them.
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

  @Override
  public void onProxy(ProxyDraft proxy, PolicySet<Conf> matched) {
    if (proxy.passthrough().isEmpty()) {
      return;
    }
    Gateway gateway = proxy.dataplane().spec().net().gateway();
    if (gateway != null && gateway.builtin()) {
      return;
    }
    matched
        .single()
        .ifPresent(effective -> {
          proxy.decided(Decisions.of(proxy.dataplane().name(), TYPE, effective));
          Conf conf = effective.conf();
          switch (conf.passthroughMode() == null ? Mode.Matched : conf.passthroughMode()) {
            case All -> everything(proxy);
            case None -> Transparent.passthroughNames().forEach(proxy::removeCluster);
            case Matched -> {
              Transparent.passthroughNames().forEach(proxy::removeCluster);
              PassedTraffic passed = new PassedTraffic(proxy, chains(conf));
              proxy.passthrough().forEach(passed::fill);
            }
          }
        });
  }

  /** Where the mesh says otherwise both clusters come back, as in Kuma, whatever the family. */
  private static void everything(ProxyDraft proxy) {
    if (!proxy.mesh().spec().passthrough()) {
      Transparent.passthroughNames()
          .forEach(name -> proxy.addCluster(Transparent.passthrough(name)));
    }
  }

  private static List<PassedChain> chains(Conf conf) {
    return PassedChain.of(conf.matches());
  }
}
