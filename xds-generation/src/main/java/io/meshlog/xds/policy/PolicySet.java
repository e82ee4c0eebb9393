package io.meshlog.xds.policy;

import io.meshlog.model.resource.Kri;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.target.ClientRules;
import io.meshlog.model.target.ConfType;
import io.meshlog.model.target.Effective;
import io.meshlog.model.target.InboundRules;
import io.meshlog.model.target.LegacyRules;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.model.target.ResourceRules;
import io.meshlog.model.target.ResourceRules.Destinations;
import io.meshlog.model.target.Routes;
import io.meshlog.model.target.SingleConf;
import io.meshlog.model.target.SplitConf;
import io.meshlog.model.target.TargetKind;
import io.meshlog.xds.Destination;
import io.meshlog.xds.draft.MeshFacts;
import io.meshlog.xds.draft.RouteDraft;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The policies of one type that are matched together, and their rules. One instance is shared by
 * all proxies and inbounds with this set, so merging happens once. The rules are made when first
 * asked for; two threads may both make them, with equal results.
 *
 * @param <C> the conf
 */
public final class PolicySet<C> {
  private final List<Resource<? extends PolicySpec>> policies;
  private final ConfType<C> type;
  private final Routes routes;
  private volatile @Nullable LegacyRules<C> to;
  private volatile @Nullable ByIdentity<C> toNamed;
  private volatile @Nullable InboundRules<C> rules;
  private volatile @Nullable List<ClientRules.Rule<C>> from;
  private volatile @Nullable Optional<Effective<C>> single;

  /**
   * @param policies weakest first
   */
  PolicySet(
      List<? extends Resource<? extends PolicySpec>> policies, ConfType<C> type, Routes routes) {
    this.policies = List.copyOf(policies);
    this.type = type;
    this.routes = routes;
  }

  /** Weakest first. */
  public List<Resource<? extends PolicySpec>> policies() {
    return policies;
  }

  public boolean isEmpty() {
    return policies.isEmpty();
  }

  /** Rules, and what there was to aim at when they were made. */
  private record ByIdentity<C>(Destinations known, ResourceRules<C> rules) {}

  /** The conf of a destination (policies.md 1.6). */
  public Optional<Effective<C>> to(Destination destination, MeshFacts mesh) {
    return switch (destination) {
      case Destination.Tagged tagged -> byTags().find(tagged.service());
      case Destination.Port port -> byIdentity(mesh).find(port.kri());
    };
  }

  /** The conf of one route to a destination. */
  public Optional<Effective<C>> toRoute(Destination destination, RouteDraft route, MeshFacts mesh) {
    return switch (destination) {
      case Destination.Tagged tagged -> byTags().findRoute(tagged.service(), route.name());
      case Destination.Port port ->
          route
              .origin()
              .map(origin -> byIdentity(mesh).findRoute(origin, port.kri()))
              .orElseGet(() -> byIdentity(mesh).find(port.kri()));
    };
  }

  /** The conf of one route if some policy aims at it, and not only at where it leads. */
  public Optional<Effective<C>> toRouteAlone(RouteDraft route, MeshFacts mesh) {
    return route.origin().flatMap(origin -> byIdentity(mesh).ofRoute(origin));
  }

  /**
   * The conf of one route of a gateway: of the first destination it leads to. Empty for a route
   * that leads nowhere.
   */
  public Optional<Effective<C>> toRouteOfGateway(RouteDraft route, MeshFacts mesh) {
    return route.backends().stream()
        .findFirst()
        .flatMap(backend -> toRoute(backend.cluster().destination(), route, mesh));
  }

  private ResourceRules<C> byIdentity(MeshFacts mesh) {
    Destinations services = mesh.destinations();
    ByIdentity<C> last = toNamed;
    if (last == null || last.known() != services) {
      last = new ByIdentity<>(services, ResourceRules.of(policies, type, withRoutes(services)));
      toNamed = last;
    }
    return last.rules();
  }

  private Destinations withRoutes(Destinations services) {
    return (kind, mesh) ->
        kind == TargetKind.MESH_HTTP_ROUTE
            ? routes.all().stream().map(PolicySet::target).toList()
            : services.all(kind, mesh);
  }

  private static ResourceRules.Destination target(Resource<?> route) {
    return new ResourceRules.Destination(
        TargetKind.MESH_HTTP_ROUTE, Kri.of(route), route.labels(), List.of());
  }

  /**
   * What is said to the mesh as a whole, merged apart for each value of the conf's split key (a
   * gateway's routes for each host).
   */
  public List<Effective<C>> toMeshApart() {
    return SplitConf.of(policies, type);
  }

  /** Of all subsets of destinations by tags, for those who ask. */
  public List<LegacyRules.Rule<C>> toTagged() {
    return byTags().rules();
  }

  /** Of all destinations by identity, for those who ask; made anew at each call. */
  public ResourceRules<C> toNamed(Destinations services) {
    return ResourceRules.of(policies, type, withRoutes(services));
  }

  private LegacyRules<C> byTags() {
    LegacyRules<C> known = to;
    if (known == null) {
      known = LegacyRules.of(policies, type, routes);
      to = known;
    }
    return known;
  }

  /** Confs for an inbound: its base and those for some clients (policies.md 1.8). */
  public InboundRules<C> rules() {
    InboundRules<C> known = rules;
    if (known == null) {
      known = InboundRules.of(policies, type);
      rules = known;
    }
    return known;
  }

  /** The one conf of policies that have no lists (policies.md 1.1). */
  public Optional<Effective<C>> single() {
    Optional<Effective<C>> known = single;
    if (known == null) {
      known = SingleConf.of(policies, type);
      single = known;
    }
    return known;
  }

  /** Confs for clients by their tags (policies.md 1.7). */
  public List<ClientRules.Rule<C>> from() {
    List<ClientRules.Rule<C>> known = from;
    if (known == null) {
      known = ClientRules.of(policies, type);
      from = known;
    }
    return known;
  }
}
