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
 * A set with the rules merged from its policies. One instance is shared by all proxies and inbounds
 * with this set, so merging happens once. The rules are made when first asked for; two threads may
 * both make them, with equal results.
 */
final class MergedSet<C> implements PolicySet<C> {
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
  MergedSet(
      List<? extends Resource<? extends PolicySpec>> policies, ConfType<C> type, Routes routes) {
    this.policies = List.copyOf(policies);
    this.type = type;
    this.routes = routes;
  }

  @Override
  public List<Resource<? extends PolicySpec>> policies() {
    return policies;
  }

  @Override
  public boolean isEmpty() {
    return policies.isEmpty();
  }

  /** Rules, and what there was to aim at when they were made. */
  private record ByIdentity<C>(Destinations known, ResourceRules<C> rules) {}

  @Override
  public Optional<Effective<C>> to(Destination destination, MeshFacts mesh) {
    return switch (destination) {
      case Destination.Tagged tagged -> byTags().find(tagged.service());
      case Destination.Port port -> byIdentity(mesh).find(port.kri());
    };
  }

  @Override
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

  @Override
  public Optional<Effective<C>> toRouteAlone(RouteDraft route, MeshFacts mesh) {
    return route.origin().flatMap(origin -> byIdentity(mesh).ofRoute(origin));
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
            ? routes.all().stream().map(MergedSet::target).toList()
            : services.all(kind, mesh);
  }

  private static ResourceRules.Destination target(Resource<?> route) {
    return new ResourceRules.Destination(
        TargetKind.MESH_HTTP_ROUTE, Kri.of(route), route.labels(), List.of());
  }

  @Override
  public List<Effective<C>> toMeshApart() {
    return SplitConf.of(policies, type);
  }

  @Override
  public List<LegacyRules.Rule<C>> toTagged() {
    return byTags().rules();
  }

  @Override
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

  @Override
  public InboundRules<C> rules() {
    InboundRules<C> known = rules;
    if (known == null) {
      known = InboundRules.of(policies, type);
      rules = known;
    }
    return known;
  }

  @Override
  public Optional<Effective<C>> single() {
    Optional<Effective<C>> known = single;
    if (known == null) {
      known = SingleConf.of(policies, type);
      single = known;
    }
    return known;
  }

  @Override
  public List<ClientRules.Rule<C>> from() {
    List<ClientRules.Rule<C>> known = from;
    if (known == null) {
      known = ClientRules.of(policies, type);
      from = known;
    }
    return known;
  }
}
