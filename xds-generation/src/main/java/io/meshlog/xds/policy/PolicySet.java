package io.meshlog.xds.policy;

import io.meshlog.model.resource.Resource;
import io.meshlog.model.target.ClientRules;
import io.meshlog.model.target.Effective;
import io.meshlog.model.target.InboundRules;
import io.meshlog.model.target.LegacyRules;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.model.target.ResourceRules;
import io.meshlog.model.target.ResourceRules.Destinations;
import io.meshlog.xds.Destination;
import io.meshlog.xds.draft.MeshFacts;
import io.meshlog.xds.draft.RouteDraft;
import java.util.List;
import java.util.Optional;

/**
 * The policies of one type that are matched together, and their rules.
 *
 * @param <C> the conf
 */
public sealed interface PolicySet<C> permits MergedSet, AskedSet {

  /** Weakest first. */
  List<Resource<? extends PolicySpec>> policies();

  boolean isEmpty();

  /** The conf of a destination (policies.md 1.6). */
  Optional<Effective<C>> to(Destination destination, MeshFacts mesh);

  /** The conf of one route to a destination. */
  Optional<Effective<C>> toRoute(Destination destination, RouteDraft route, MeshFacts mesh);

  /** The conf of one route if some policy aims at it, and not only at where it leads. */
  Optional<Effective<C>> toRouteAlone(RouteDraft route, MeshFacts mesh);

  /**
   * The conf of one route of a gateway: of the first destination it leads to. Empty for a route
   * that leads nowhere.
   */
  default Optional<Effective<C>> toRouteOfGateway(RouteDraft route, MeshFacts mesh) {
    return route.backends().stream()
        .findFirst()
        .flatMap(backend -> toRoute(backend.cluster().destination(), route, mesh));
  }

  /**
   * What is said to the mesh as a whole, merged apart for each value of the conf's split key (a
   * gateway's routes for each host).
   */
  List<Effective<C>> toMeshApart();

  /** Of all subsets of destinations by tags, for those who ask. */
  List<LegacyRules.Rule<C>> toTagged();

  /** Of all destinations by identity, for those who ask; made anew at each call. */
  ResourceRules<C> toNamed(Destinations services);

  /** Confs for an inbound: its base and those for some clients (policies.md 1.8). */
  InboundRules<C> rules();

  /** The one conf of policies that have no lists (policies.md 1.1). */
  Optional<Effective<C>> single();

  /** Confs for clients by their tags (policies.md 1.7). */
  List<ClientRules.Rule<C>> from();
}
