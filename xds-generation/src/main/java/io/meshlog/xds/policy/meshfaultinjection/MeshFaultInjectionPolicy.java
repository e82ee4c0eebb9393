package io.meshlog.xds.policy.meshfaultinjection;

import io.meshlog.model.resource.PolicyTraits;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.target.ClientRules.Rule;
import io.meshlog.model.target.ClientSubset;
import io.meshlog.model.target.ConfType;
import io.meshlog.model.target.Effective;
import io.meshlog.model.target.PolicySource;
import io.meshlog.xds.Destination;
import io.meshlog.xds.draft.ExitDraft;
import io.meshlog.xds.draft.GatewayListenerDraft;
import io.meshlog.xds.draft.HttpDraft;
import io.meshlog.xds.draft.InboundDraft;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.policy.ClientTags;
import io.meshlog.xds.policy.Decisions;
import io.meshlog.xds.policy.Policy;
import io.meshlog.xds.policy.PolicySet;
import io.meshlog.xds.policy.meshfaultinjection.MeshFaultInjection.Conf;
import java.util.List;

/**
 * Puts faults before the application of HTTP inbounds (policies.md 2.8). For inbounds to know their
 * clients' tags, every proxy of a mesh with such a policy sends its own.
 */
public final class MeshFaultInjectionPolicy implements Policy<Conf> {
  public static final ResourceType<MeshFaultInjection> TYPE =
      ResourceType.named("MeshFaultInjection", MeshFaultInjection.class)
          .path("meshfaultinjections")
          .shortName("mfi")
          .displayNames("Mesh Fault Injection", "Mesh Fault Injections")
          .rules(new MeshFaultInjectionRules())
          .policy(new PolicyTraits(true, true, true, false))
          .build();

  private static final ConfType<Conf> CONF = ConfType.of(Conf.class);

  @Override
  public ResourceType<MeshFaultInjection> type() {
    return TYPE;
  }

  @Override
  public ConfType<Conf> conf() {
    return CONF;
  }

  @Override
  public boolean concernsAll() {
    return true;
  }

  @Override
  public void onProxyOfMesh(ProxyDraft proxy) {
    var tags = ClientTags.header(proxy.dataplane().spec());
    proxy
        .outbounds()
        .forEach(outbound -> {
          if (outbound.traffic() instanceof HttpDraft http) {
            http.routeConfig().addRequestHeadersToAdd(tags);
          }
        });
  }

  @Override
  public void onGateway(GatewayListenerDraft listener, PolicySet<Conf> matched) {
    if (!listener.opens() || !(listener.traffic() instanceof HttpDraft http)) {
      return;
    }
    for (Effective<Conf> effective : matched.toMeshApart()) {
      listener.proxy().decided(Decisions.of(listener.name(), TYPE, effective));
      effective
          .conf()
          .faults()
          .forEach(fault ->
              http.filters().add(Faults.byTags(fault, new ClientSubset(Tags.EMPTY, List.of()))));
    }
  }

  @Override
  public boolean actsOnExits() {
    return true;
  }

  @Override
  public void onExit(ExitDraft exit, PolicySet<Conf> matched) {
    if (!(exit.destination() instanceof Destination.Tagged)
        || !(exit.traffic() instanceof HttpDraft http)) {
      return;
    }
    for (Rule<Conf> rule : matched.from()) {
      exit.decided(Decisions.of(exit.name(), TYPE, rule.effective()));
      rule.effective()
          .conf()
          .faults()
          .forEach(fault -> http.filters().add(Faults.byTags(fault, rule.clients())));
    }
  }

  @Override
  public void onInbound(InboundDraft inbound, PolicySet<Conf> matched, ProxyDraft proxy) {
    if (matched.isEmpty() || !(inbound.traffic() instanceof HttpDraft http)) {
      return;
    }
    for (Rule<Conf> rule : matched.from()) {
      rule.effective()
          .conf()
          .faults()
          .forEach(fault -> http.filters().add(Faults.byTags(fault, rule.clients())));
    }
    http.filters().addAll(IdentifiedFaults.of(matched.policies()));
    if (IdentifiedFaults.lookAtSni(matched.policies())) {
      inbound.inspectSni();
    }
    proxy.decided(
        Decisions.of(
            inbound.listenerName(),
            TYPE,
            matched.policies().stream().<PolicySource>map(p -> PolicySource.of(p)).toList()));
  }
}
