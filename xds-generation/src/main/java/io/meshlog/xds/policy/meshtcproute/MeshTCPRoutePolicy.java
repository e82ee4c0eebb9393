package io.meshlog.xds.policy.meshtcproute;

import io.meshlog.model.legacy.meshgatewayroute.HttpRule;
import io.meshlog.model.resource.PolicyTraits;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.target.BackendRef;
import io.meshlog.model.target.ConfType;
import io.meshlog.model.target.Effective;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.xds.draft.GatewayListenerDraft;
import io.meshlog.xds.draft.OutboundDraft;
import io.meshlog.xds.draft.TcpDraft;
import io.meshlog.xds.policy.Decisions;
import io.meshlog.xds.policy.Policy;
import io.meshlog.xds.policy.PolicySet;
import io.meshlog.xds.policy.meshtcproute.MeshTCPRoute.Conf;
import io.meshlog.xds.policy.meshtcproute.MeshTCPRoute.Rule;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Shares out the connections of outbounds (policies.md 2.3). Without a conf the baseline's listener
 * to the service itself stays. A service that speaks HTTP becomes plain TCP, unless a MeshHTTPRoute
 * is about it as well.
 */
public final class MeshTCPRoutePolicy implements Policy<Conf> {
  public static final ResourceType<MeshTCPRoute> TYPE =
      ResourceType.named("MeshTCPRoute", MeshTCPRoute.class)
          .path("meshtcproutes")
          .shortName("mtcpr")
          .displayNames("Mesh TCP Route", "Mesh TCP Routes")
          .rules(new MeshTCPRouteRules())
          .policy(new PolicyTraits(true, false, false, false))
          .build();

  private static final ConfType<Conf> CONF = ConfType.of(Conf.class);

  /** Siblings do not know each other, but what another type decided is in the draft. */
  private static final String HTTP_ROUTE = "MeshHTTPRoute";

  @Override
  public ResourceType<MeshTCPRoute> type() {
    return TYPE;
  }

  @Override
  public ConfType<Conf> conf() {
    return CONF;
  }

  @Override
  public void onOutbound(OutboundDraft outbound, PolicySet<Conf> matched) {
    Optional<Effective<Conf>> found = matched.to(outbound.destination(), outbound.proxy().mesh());
    if (found.isEmpty()
        || found.get().conf().backendRefsOrNone().isEmpty()
        || (outbound.protocol().httpLike() && hasHttpRoute(outbound))) {
      return;
    }
    TcpDraft tcp =
        outbound.traffic() instanceof TcpDraft known ? known : new TcpDraft(outbound.service());
    tcp.backends().clear();
    for (BackendRef ref : found.get().conf().backendRefsOrNone()) {
      if (ref.share() > 0) {
        outbound
            .proxy()
            .destination(ref)
            .ifPresent(to -> tcp.backends().add(outbound.backend(to, ref.share())));
      }
    }
    outbound.traffic(tcp);
    outbound.proxy().decided(Decisions.of(outbound.listenerName(), TYPE, found.get()));
  }

  @Override
  public void onGateway(GatewayListenerDraft listener, PolicySet<Conf> matched) {
    if (!(listener.traffic() instanceof TcpDraft tcp)) {
      return;
    }
    List<Effective<Conf>> confs = matched.toMeshApart();
    for (Effective<Conf> effective : confs) {
      listener.proxy().decided(Decisions.of(listener.name(), TYPE, effective));
      effective.conf().backendRefsOrNone().forEach(ref -> share(listener, tcp, ref));
    }
    if (confs.isEmpty()) {
      older(listener).forEach(ref -> share(listener, tcp, ref));
    }
  }

  private static void share(GatewayListenerDraft listener, TcpDraft tcp, BackendRef ref) {
    if (ref.share() > 0) {
      listener
          .proxy()
          .destination(ref)
          .ifPresent(to -> tcp.backends().add(listener.backend(to, ref.share())));
    }
  }

  /** What MeshGatewayRoutes say; the only backend gets all, weight or not. */
  private static List<BackendRef> older(GatewayListenerDraft listener) {
    List<HttpRule.Backend> backends =
        listener.olderRoutes().stream()
            .flatMap(route -> route.tcpRules().stream())
            .flatMap(rule -> rule.backendsOrNone().stream())
            .toList();
    return backends.stream()
        .map(to ->
            BackendRef.tagged(
                to.destination(),
                backends.size() == 1 ? 1 : (int) Math.min(to.weight(), Integer.MAX_VALUE)))
        .toList();
  }

  private static boolean hasHttpRoute(OutboundDraft outbound) {
    return outbound.proxy().decisions().stream()
        .anyMatch(decided ->
            decided.group().equals(HTTP_ROUTE) && decided.part().equals(outbound.listenerName()));
  }

  @Override
  public Set<Tags> destinations(Resource<? extends PolicySpec> policy) {
    return policy.as(TYPE).spec().destinations().stream()
        .flatMap(to -> to.rulesOrNone().stream())
        .map(Rule::conf)
        .flatMap(Stream::ofNullable)
        .flatMap(conf -> conf.backendRefsOrNone().stream())
        .filter(backend -> !backend.real())
        .map(BackendRef::destination)
        .filter(destination -> destination.values().size() > 1)
        .collect(Collectors.toSet());
  }
}
