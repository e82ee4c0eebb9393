package io.meshlog.xds.policy;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.image.MeshDelta.Change;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec;
import io.meshlog.model.legacy.meshgatewayroute.MeshGatewayRouteSpec;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.target.GatewayListeners;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.model.target.RouteSpec;
import io.meshlog.model.target.Routes;
import io.meshlog.model.target.TopMatch;
import io.meshlog.xds.Dep;
import io.meshlog.xds.draft.ExitDraft;
import io.meshlog.xds.draft.MeshPolicies;
import io.meshlog.xds.draft.MeshPolicies.Selection;
import io.meshlog.xds.draft.PassDraft;
import io.meshlog.xds.gateway.GatewayChoice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The policies of one mesh, a table per type in the order in which the types act. Immutable. */
public final class PolicyTable implements MeshPolicies {
  private static final int MAX_REMEMBERED = 1024;

  private final Map<String, TypeTable<?>> tables;
  private final List<TypeTable<?>> inOrder;

  /** Where each MeshGatewayRoute leads, and what each MeshGateway lets other meshes call. */
  private final Map<ResourceKey, Set<Tags>> ofGateways;

  private final Set<Tags> destinations;
  private final boolean byName;
  private final Memo<ProxyShape, ShapePolicies> matches = new Memo<>(MAX_REMEMBERED);

  private PolicyTable(Map<String, TypeTable<?>> tables, Map<ResourceKey, Set<Tags>> ofGateways) {
    this.tables = tables;
    this.inOrder = List.copyOf(tables.values());
    this.ofGateways = ofGateways;
    Set<Tags> found = new HashSet<>();
    ofGateways.values().forEach(found::addAll);
    tables.values().forEach(table -> found.addAll(table.destinations()));
    this.destinations = Set.copyOf(found);
    this.byName = tables.values().stream().anyMatch(TypeTable::byName);
  }

  /** A mesh without policies. */
  public static PolicyTable empty() {
    return of(Policies.ALL);
  }

  /** The policies that an image holds of a mesh; costs as much as they are. */
  public static PolicyTable of(MeshImage image, String mesh) {
    List<Change> changes = new ArrayList<>();
    for (Policy<?> policy : Policies.ALL) {
      image
          .all(policy.type(), mesh)
          .forEach(resource -> changes.add(new Change(resource.key(), null, resource)));
    }
    return empty().advance(changes);
  }

  /** Without policies of these types, in this order: for tests that switch one off. */
  public static PolicyTable of(List<? extends Policy<?>> policies) {
    Map<String, TypeTable<?>> tables = new LinkedHashMap<>();
    policies.forEach(policy -> tables.put(policy.type().name(), TypeTable.empty(policy)));
    return new PolicyTable(tables, Map.of());
  }

  @Override
  public PolicyTable advance(List<Change> changes) {
    Map<String, TypeTable<?>> next = new LinkedHashMap<>(tables);
    boolean routesMoved = false;
    for (Map.Entry<String, List<Change>> ofType : byType(changes).entrySet()) {
      TypeTable<?> old = next.get(ofType.getKey());
      if (old != null) {
        next.put(ofType.getKey(), advanced(old, ofType.getValue()));
        routesMoved |=
            ofType.getValue().stream().anyMatch(c -> c.either().spec() instanceof RouteSpec);
      }
    }
    if (routesMoved) {
      Routes routes = routes(next);
      next.replaceAll((type, table) -> table.withRoutes(routes));
    }
    return new PolicyTable(next, ofGateways(changes));
  }

  private Map<ResourceKey, Set<Tags>> ofGateways(List<Change> changes) {
    Map<ResourceKey, Set<Tags>> next = null;
    for (Change change : changes) {
      if (ofGateway(change.either().spec())) {
        next = next == null ? new HashMap<>(ofGateways) : next;
        next.remove(change.key());
        if (change.after() != null) {
          next.put(change.key(), destinations(change.after().spec()));
        }
      }
    }
    return next == null ? ofGateways : next;
  }

  private static boolean ofGateway(Spec spec) {
    return spec instanceof MeshGatewayRouteSpec || spec instanceof MeshGatewaySpec;
  }

  private static Set<Tags> destinations(Spec spec) {
    Stream<Tags> all =
        switch (spec) {
          case MeshGatewayRouteSpec route -> route.destinations();
          case MeshGatewaySpec gateway -> GatewayChoice.open(gateway);
          default -> Stream.empty();
        };
    return all.filter(destination -> destination.values().size() > 1).collect(Collectors.toSet());
  }

  private static Map<String, List<Change>> byType(List<Change> changes) {
    Map<String, List<Change>> byType = new LinkedHashMap<>();
    changes.forEach(change ->
        byType.computeIfAbsent(change.key().type(), none -> new ArrayList<>()).add(change));
    return byType;
  }

  private static TypeTable<?> advanced(TypeTable<?> old, List<Change> changes) {
    Map<ResourceKey, Resource<? extends PolicySpec>> byKey = new HashMap<>(old.byKey());
    for (Change change : changes) {
      Resource<? extends PolicySpec> after = policy(change.after());
      if (after == null) {
        byKey.remove(change.key());
      } else {
        byKey.put(change.key(), after);
      }
    }
    return old.with(byKey);
  }

  /** Null when there is none. */
  @SuppressWarnings("unchecked")
  private static @Nullable Resource<? extends PolicySpec> policy(@Nullable Resource<?> resource) {
    return resource != null && resource.spec() instanceof PolicySpec
        ? (Resource<? extends PolicySpec>) resource
        : null;
  }

  private static Routes routes(Map<String, TypeTable<?>> tables) {
    return new Routes() {
      @Override
      public Optional<Resource<? extends PolicySpec>> byDisplayName(String mesh, String name) {
        return named(tables, name).stream().findFirst();
      }

      @Override
      public List<Resource<? extends PolicySpec>> all() {
        return tables.values().stream()
            .flatMap(table -> table.byKey().values().stream())
            .filter(policy -> policy.spec() instanceof RouteSpec)
            .<Resource<? extends PolicySpec>>map(policy -> policy)
            .toList();
      }
    };
  }

  private static List<Resource<? extends PolicySpec>> named(
      Map<String, TypeTable<?>> tables, String name) {
    List<Resource<? extends PolicySpec>> found = new ArrayList<>();
    tables.values().stream()
        .flatMap(table -> table.named(name).stream())
        .filter(policy -> policy.spec() instanceof RouteSpec)
        .forEach(found::add);
    return found;
  }

  @Override
  public Set<Dep> touches(Change change) {
    Set<Dep> touched = new HashSet<>();
    if (change.before() != null) {
      reach(change.before(), touched);
    }
    if (change.after() != null) {
      reach(change.after(), touched);
    }
    return touched;
  }

  private void reach(Resource<?> resource, Set<Dep> touched) {
    Resource<? extends PolicySpec> policy = policy(resource);
    if (policy == null || (TopMatch.shadow(policy) && !(policy.spec() instanceof RouteSpec))) {
      return;
    }
    touched.addAll(PolicyReach.of(policy, name -> named(tables, name)));
    TypeTable<?> table = tables.get(policy.type().name());
    if (table != null && table.concernsAll()) {
      touched.add(new Dep.Policies(policy.mesh(), new Dep.Selected.Everyone()));
    }
    if (table != null && table.actsOnExits()) {
      touched.add(new Dep.EgressShape());
    }
    if (policy.spec() instanceof RouteSpec) {
      // policies on a route of this name follow whichever route is first in the list
      for (Resource<? extends PolicySpec> namesake : named(tables, policy.displayName())) {
        touched.addAll(PolicyReach.of(namesake, name -> List.of()));
      }
    }
  }

  /** For tests. */
  TypeTable<?> table(ResourceType<?> type) {
    return Objects.requireNonNull(tables.get(type.name()));
  }

  @Override
  public Set<Tags> destinations() {
    return destinations;
  }

  /** What concerns a proxy that is no builtin gateway. */
  public List<MatchedPolicies<?>> matched(Resource<DataplaneSpec> dataplane) {
    return matched(dataplane, GatewayListeners.NONE);
  }

  /** What concerns a proxy, by type in the order in which the types act. */
  public List<MatchedPolicies<?>> matched(
      Resource<DataplaneSpec> dataplane, GatewayListeners gateway) {
    return tables.values().stream()
        .<MatchedPolicies<?>>flatMap(table -> table.matched(dataplane, gateway).stream())
        .toList();
  }

  /** Those of one type; empty when none of it concerns the proxy. */
  public Optional<MatchedPolicies<?>> matched(
      ResourceType<?> type, Resource<DataplaneSpec> dataplane, GatewayListeners gateway) {
    TypeTable<?> table = tables.get(type.name());
    return table == null
        ? Optional.empty()
        : table.matched(dataplane, gateway).map(matched -> matched);
  }

  @Override
  public boolean byName() {
    return byName;
  }

  @Override
  public ShapePolicies selecting(Resource<DataplaneSpec> selected, GatewayListeners listeners) {
    return matches.get(
        ProxyShape.of(selected, listeners, byName),
        shape -> ShapePolicies.of(inOrder, selected, listeners));
  }

  @Override
  public Selection selecting(Resource<DataplaneSpec> selected, Selection before) {
    return before instanceof ShapePolicies known
        ? known.in(inOrder, selected, GatewayListeners.NONE)
        : selecting(selected, GatewayListeners.NONE);
  }

  @Override
  public void apply(ExitDraft exit) {
    tables.values().forEach(table -> table.apply(exit));
  }

  @Override
  public void apply(PassDraft pass) {
    tables.values().forEach(table -> table.apply(pass));
  }
}
