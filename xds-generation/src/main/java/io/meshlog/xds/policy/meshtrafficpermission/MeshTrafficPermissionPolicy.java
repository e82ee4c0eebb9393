package io.meshlog.xds.policy.meshtrafficpermission;

import io.meshlog.model.resource.PolicyTraits;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.target.ConfType;
import io.meshlog.model.target.PolicySource;
import io.meshlog.xds.Destination;
import io.meshlog.xds.draft.ExitDraft;
import io.meshlog.xds.draft.InboundDraft;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.draft.TlsMode;
import io.meshlog.xds.policy.Decisions;
import io.meshlog.xds.policy.Policy;
import io.meshlog.xds.policy.PolicySet;
import io.meshlog.xds.policy.meshtrafficpermission.MeshTrafficPermission.Conf;
import java.util.List;

/**
 * Decides who may call an inbound (policies.md 2.1). Where mutual TLS is on, nobody may unless a
 * policy says so; where it is off this does nothing. Rules by identity on an inbound put out what
 * is said by tags.
 */
public final class MeshTrafficPermissionPolicy implements Policy<Conf> {
  public static final ResourceType<MeshTrafficPermission> TYPE =
      ResourceType.named("MeshTrafficPermission", MeshTrafficPermission.class)
          .path("meshtrafficpermissions")
          .shortName("mtp")
          .displayNames("Mesh Traffic Permission", "Mesh Traffic Permissions")
          .rules(new MeshTrafficPermissionRules())
          .policy(new PolicyTraits(false, true, true, false))
          .build();

  private static final ConfType<Conf> CONF = ConfType.of(Conf.class);

  @Override
  public ResourceType<MeshTrafficPermission> type() {
    return TYPE;
  }

  @Override
  public ConfType<Conf> conf() {
    return CONF;
  }

  @Override
  public boolean actsOnExits() {
    return true;
  }

  /** Services outside of the mesh that are known by tags are policies' targets themselves. */
  @Override
  public void onExit(ExitDraft exit, PolicySet<Conf> matched) {
    if (exit.destination() instanceof Destination.Tagged) {
      exit.rbac(TagPermissions.rbac(exit.mesh().name(), matched.from()));
      exit.decided(
          Decisions.of(
              exit.name(),
              TYPE,
              matched.policies().stream().<PolicySource>map(p -> PolicySource.of(p)).toList()));
    }
  }

  @Override
  public void onInbound(InboundDraft inbound, PolicySet<Conf> matched, ProxyDraft proxy) {
    if (inbound.tls() == TlsMode.OFF) {
      return;
    }
    List<RuledPolicy> ruled = RuledPolicy.of(matched.policies());
    if (ruled.isEmpty()) {
      inbound.rbac(TagPermissions.rbac(proxy.mesh().name(), matched.from()));
    } else {
      inbound.rbac(IdentityPermissions.rbac(ruled));
      if (ruled.stream().anyMatch(RuledPolicy::looksAtSni)) {
        inbound.inspectSni();
      }
    }
    if (!matched.isEmpty()) {
      List<PolicySource> sources =
          ruled.isEmpty()
              ? matched.policies().stream().<PolicySource>map(p -> PolicySource.of(p)).toList()
              : ruled.stream().map(RuledPolicy::source).toList();
      proxy.decided(Decisions.of(inbound.listenerName(), TYPE, sources));
    }
  }
}
