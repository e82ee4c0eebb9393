package io.meshlog.xds.policy.meshproxypatch;

import io.meshlog.model.resource.PolicyTraits;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.target.ConfType;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.policy.Decisions;
import io.meshlog.xds.policy.Policy;
import io.meshlog.xds.policy.PolicySet;
import io.meshlog.xds.policy.meshproxypatch.MeshProxyPatch.Conf;
import java.util.List;

/**
 * Changes Envoy's own messages when everything else is done with them (policies.md 2.14). The
 * modifications of all policies are one list, the weakest policy's first.
 */
public final class MeshProxyPatchPolicy implements Policy<Conf> {
  public static final ResourceType<MeshProxyPatch> TYPE =
      ResourceType.named("MeshProxyPatch", MeshProxyPatch.class)
          .path("meshproxypatches")
          .shortName("mpp")
          .displayNames("Mesh Proxy Patch", "Mesh Proxy Patches")
          .rules(new MeshProxyPatchRules())
          .policy(new PolicyTraits(false, false, false, false))
          .build();

  private static final ConfType<Conf> CONF = ConfType.of(Conf.class);

  @Override
  public ResourceType<MeshProxyPatch> type() {
    return TYPE;
  }

  @Override
  public boolean knowsProxy(List<Resource<? extends PolicySpec>> matched) {
    return true;
  }

  @Override
  public ConfType<Conf> conf() {
    return CONF;
  }

  @Override
  public void onProxy(ProxyDraft proxy, PolicySet<Conf> matched) {
    matched
        .single()
        .ifPresent(effective -> {
          List<MeshProxyPatch.Modification> all = effective.conf().modifications();
          proxy.decided(Decisions.of(proxy.dataplane().name(), TYPE, effective));
          proxy.afterwards(finished -> all.forEach(each -> Patcher.apply(each, finished)));
        });
  }
}
