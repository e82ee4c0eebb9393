package io.meshlog.xds.policy.meshtrace;

import io.meshlog.model.resource.PolicyTraits;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.target.ConfType;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.xds.draft.GatewayListenerDraft;
import io.meshlog.xds.draft.HttpDraft;
import io.meshlog.xds.draft.InboundDraft;
import io.meshlog.xds.draft.OutboundDraft;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.policy.Decisions;
import io.meshlog.xds.policy.Policy;
import io.meshlog.xds.policy.PolicySet;
import io.meshlog.xds.policy.meshtrace.MeshTrace.Conf;
import java.util.List;

/**
 * Switches tracing on in everything that speaks HTTP, to one collector (policies.md 2.10). What is
 * attached to any inbound is about the whole proxy.
 */
public final class MeshTracePolicy implements Policy<Conf> {
  public static final ResourceType<MeshTrace> TYPE =
      ResourceType.named("MeshTrace", MeshTrace.class)
          .path("meshtraces")
          .shortName("mtr")
          .displayNames("Mesh Trace", "Mesh Traces")
          .status()
          .rules(new MeshTraceRules())
          .policy(new PolicyTraits(false, false, false, false))
          .build();

  private static final ConfType<Conf> CONF = ConfType.of(Conf.class);

  @Override
  public ResourceType<MeshTrace> type() {
    return TYPE;
  }

  /** kuma-dp's socket is in the folder of one proxy. */
  @Override
  public boolean knowsProxy(List<Resource<? extends PolicySpec>> matched) {
    return matched.stream()
        .map(Resource::spec)
        .anyMatch(spec -> spec instanceof MeshTrace trace && trace.refers());
  }

  @Override
  public ConfType<Conf> conf() {
    return CONF;
  }

  @Override
  public void onProxy(ProxyDraft proxy, PolicySet<Conf> matched) {
    matched
        .single()
        .ifPresent(effective ->
            Tracing.of(effective.conf(), proxy)
                .ifPresent(tracing -> {
                  proxy.addCluster(tracing.cluster());
                  proxy.decided(Decisions.of(tracing.cluster().name(), TYPE, effective));
                  trace(proxy, tracing);
                }));
  }

  private static void trace(ProxyDraft proxy, Tracing tracing) {
    for (InboundDraft inbound : proxy.inbounds()) {
      if (inbound.traffic() instanceof HttpDraft http) {
        http.manager().setTracing(tracing.inbound());
      }
    }
    for (GatewayListenerDraft listener : proxy.gateway()) {
      if (listener.opens() && listener.traffic() instanceof HttpDraft http) {
        http.manager().setTracing(tracing.gateway());
      }
    }
    for (OutboundDraft outbound : proxy.outbounds()) {
      if (outbound.traffic() instanceof HttpDraft http) {
        http.manager().setTracing(tracing.outbound(outbound.service()));
      }
    }
  }
}
