package io.meshlog.xds.policy.meshhttproute;

import io.meshlog.model.resource.PolicyTraits;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.target.BackendRef;
import io.meshlog.model.target.ConfType;
import io.meshlog.model.target.Effective;
import io.meshlog.model.target.MergeShape;
import io.meshlog.model.target.MergeShape.Keyed;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.xds.draft.GatewayListenerDraft;
import io.meshlog.xds.draft.HttpDraft;
import io.meshlog.xds.draft.OutboundDraft;
import io.meshlog.xds.policy.Decisions;
import io.meshlog.xds.policy.Policy;
import io.meshlog.xds.policy.PolicySet;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Action;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Conf;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Mirror;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Routes the requests of HTTP outbounds (policies.md 2.2). Without a conf the baseline's route to
 * the service itself stays. On an outbound whose service does not speak HTTP it has no effect.
 */
public final class MeshHTTPRoutePolicy implements Policy<Conf> {
  public static final ResourceType<MeshHTTPRoute> TYPE =
      ResourceType.named("MeshHTTPRoute", MeshHTTPRoute.class)
          .path("meshhttproutes")
          .shortName("mhttpr")
          .displayNames("Mesh HTTP Route", "Mesh HTTP Routes")
          .rules(new MeshHTTPRouteRules())
          .policy(new PolicyTraits(true, false, false, false))
          .build();

  private static final ConfType<Conf> CONF =
      new ConfType<>(
          Conf.class,
          new MergeShape(
              Optional.of(new Keyed("rules", "matches", "default")), Optional.of("hostnames")));

  @Override
  public ResourceType<MeshHTTPRoute> type() {
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
        || !outbound.protocol().httpLike()
        || !(outbound.traffic() instanceof HttpDraft http)) {
      return;
    }
    http.routes().clear();
    http.routes().addAll(RouteMaking.ofOutbound(outbound, matched.policies(), found.get().conf()));
    outbound.proxy().decided(Decisions.of(outbound.listenerName(), TYPE, found.get()));
  }

  @Override
  public void onGateway(GatewayListenerDraft listener, PolicySet<Conf> matched) {
    if (listener.traffic() instanceof HttpDraft) {
      List<Effective<Conf>> confs = matched.toMeshApart();
      confs.forEach(
          effective -> listener.proxy().decided(Decisions.of(listener.name(), TYPE, effective)));
      new GatewayHosts(
              listener,
              confs.isEmpty()
                  ? OlderRoutes.confs(listener.olderRoutes())
                  : confs.stream().map(Effective::conf).toList())
          .add();
    }
  }

  @Override
  public Conf shown(Conf conf) {
    return new Conf(conf.hostnames(), conf.rulesInOrder());
  }

  @Override
  public Set<Tags> destinations(Resource<? extends PolicySpec> policy) {
    return policy.as(TYPE).spec().destinations().stream()
        .flatMap(to -> to.rulesOrNone().stream())
        .flatMap(rule -> backends(rule.actionOrEmpty()))
        .filter(backend -> !backend.real())
        .map(BackendRef::destination)
        .filter(MeshHTTPRoute::narrows)
        .collect(Collectors.toSet());
  }

  private static Stream<BackendRef> backends(Action action) {
    Stream<BackendRef> mirrors =
        action.filtersOrNone().stream()
            .flatMap(filter -> Stream.ofNullable(filter.requestMirror()))
            .map(Mirror::backendRef)
            .flatMap(Stream::ofNullable);
    return Stream.concat(action.backendRefsOrNone().stream(), mirrors);
  }
}
