package io.meshlog.xds.policy;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.target.Attachment;
import io.meshlog.model.target.GatewayListeners;
import io.meshlog.model.target.PolicySource;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.model.target.Precedence;
import io.meshlog.model.target.Routes;
import io.meshlog.model.target.Subsets;
import io.meshlog.model.target.TargetKind;
import io.meshlog.model.target.TargetRef;
import io.meshlog.model.target.TopMatch;
import io.meshlog.xds.draft.ClusterDraft;
import io.meshlog.xds.draft.ExitDraft;
import io.meshlog.xds.draft.GatewayListenerDraft;
import io.meshlog.xds.draft.InboundDraft;
import io.meshlog.xds.draft.PassDraft;
import io.meshlog.xds.draft.ProxyDraft;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The policies of one type in one mesh. Immutable but for what it remembers: matches by the shape
 * of a proxy, and rules by the set of matched policies. A set that a change does not concern is
 * handed on to the next table with its rules.
 */
final class TypeTable<C> {
  private static final int MAX_REMEMBERED = 1024;

  private final Policy<C> policy;
  private final Map<ResourceKey, Resource<? extends PolicySpec>> byKey;
  private final List<Resource<? extends PolicySpec>> weakestFirst;
  private final Routes routes;
  private final boolean byName;
  private final Set<Tags> destinations;
  private final Memo<ProxyShape, ProxyMatch<C>> matches = new Memo<>(MAX_REMEMBERED);
  private final Memo<List<PolicySource>, PolicySet<C>> sets = new Memo<>(MAX_REMEMBERED);

  private TypeTable(
      Policy<C> policy, Map<ResourceKey, Resource<? extends PolicySpec>> byKey, Routes routes) {
    this.policy = policy;
    this.byKey = Map.copyOf(byKey);
    this.routes = routes;
    this.weakestFirst =
        byKey.values().stream()
            .filter(each -> !TopMatch.shadow(each))
            .sorted(Precedence.POLICIES.thenComparing(Resource::key))
            .toList();
    this.byName =
        byKey.values().stream().anyMatch(each -> named(each.spec().top()) || aimsAtRoute(each));
    Set<Tags> found = new HashSet<>();
    weakestFirst.forEach(each -> found.addAll(policy.destinations(each)));
    this.destinations = Set.copyOf(found);
  }

  static <C> TypeTable<C> empty(Policy<C> policy) {
    return new TypeTable<>(policy, Map.of(), Routes.NONE);
  }

  /** The table with other policies, the same routes. */
  TypeTable<C> with(Map<ResourceKey, Resource<? extends PolicySpec>> policies) {
    TypeTable<C> next = new TypeTable<>(policy, policies, routes);
    Set<PolicySource> live = new HashSet<>();
    next.weakestFirst.forEach(each -> live.add(PolicySource.of(each)));
    next.sets.keep(sets, live::containsAll);
    return next;
  }

  /** The table with other routes; what depends on a route is forgotten. */
  TypeTable<C> withRoutes(Routes other) {
    boolean concerned = byKey.values().stream().anyMatch(TypeTable::aimsAtRoute);
    TypeTable<C> next = new TypeTable<>(policy, byKey, other);
    if (!concerned) {
      next.matches.keep(matches, shape -> true);
      next.sets.keep(sets, set -> true);
    }
    return next;
  }

  private static boolean named(TargetRef top) {
    return top.kindIs(TargetKind.DATAPLANE)
        && (!top.nameOrEmpty().isEmpty() || top.labelsOrEmpty().has(Labels.DISPLAY_NAME));
  }

  private static boolean aimsAtRoute(Resource<? extends PolicySpec> policy) {
    return policy.spec().top().kindIs(TargetKind.MESH_HTTP_ROUTE)
        || policy.spec().toEntries().stream()
            .anyMatch(to -> to.target().kindIs(TargetKind.MESH_HTTP_ROUTE));
  }

  Policy<C> policy() {
    return policy;
  }

  Map<ResourceKey, Resource<? extends PolicySpec>> byKey() {
    return byKey;
  }

  ProxyMatch<C> match(Resource<DataplaneSpec> dataplane, GatewayListeners gateway) {
    return matches.get(
        ProxyShape.of(dataplane, gateway, byName), shape -> compute(dataplane, gateway));
  }

  private ProxyMatch<C> compute(Resource<DataplaneSpec> dataplane, GatewayListeners gateway) {
    List<Attachment> attached =
        weakestFirst.stream().map(each -> TopMatch.of(each, dataplane, gateway, routes)).toList();
    PolicySet<C> whole = set(i -> !attached.get(i).none());
    List<PolicySet<C>> inbounds = new ArrayList<>();
    for (int i = 0; i < dataplane.spec().net().inbounds().size(); i++) {
      int inbound = i;
      inbounds.add(set(p -> attached.get(p).inbounds().contains(inbound)));
    }
    List<PolicySet<C>> listeners = new ArrayList<>();
    for (int i = 0; i < gateway.tags().size(); i++) {
      int listener = i;
      listeners.add(set(p -> attached.get(p).listeners().contains(listener)));
    }
    return new ProxyMatch<>(whole, inbounds, listeners);
  }

  private PolicySet<C> set(IntFunction<Boolean> member) {
    List<Resource<? extends PolicySpec>> members =
        IntStream.range(0, weakestFirst.size())
            .filter(member::apply)
            .<Resource<? extends PolicySpec>>mapToObj(weakestFirst::get)
            .toList();
    List<PolicySource> identity =
        members.stream().<PolicySource>map(each -> PolicySource.of(each)).toList();
    return sets.get(identity, key -> new MergedSet<>(members, policy.conf(), routes));
  }

  /** Empty when none of this type concerns the proxy. */
  Optional<MatchedPolicies<C>> matched(
      Resource<DataplaneSpec> dataplane, GatewayListeners gateway) {
    ProxyMatch<C> match = match(dataplane, gateway);
    return match.proxy().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new MatchedPolicies<>(policy, match.proxy(), match.inbounds(), match.listeners()));
  }

  /**
   * @param matched what {@link #match} found for this proxy
   */
  @SuppressWarnings("unchecked")
  void apply(ProxyDraft proxy, ProxyMatch<?> matched) {
    if (!weakestFirst.isEmpty()) {
      policy.onProxyOfMesh(proxy);
    }
    ProxyMatch<C> match = (ProxyMatch<C>) matched;
    for (InboundDraft inbound : proxy.inbounds()) {
      int at = proxy.dataplane().spec().net().inbounds().indexOf(inbound.spec());
      policy.onInbound(inbound, match.inbounds().get(at), proxy);
    }
    proxy.outbounds().forEach(outbound -> policy.onOutbound(outbound, match.proxy()));
    proxy
        .gateway()
        .forEach(listener -> policy.onGateway(listener, match.listeners().get(listener.index())));
    if (proxy.gateway().isEmpty()) {
      List.copyOf(proxy.destinations())
          .forEach(cluster -> policy.onDestination(cluster, match.proxy(), proxy));
    } else {
      ofGateway(proxy, match);
    }
    policy.onProxy(proxy, match.proxy());
  }

  /**
   * As {@link #apply}, to a proxy that is no builtin gateway.
   *
   * @param number of this table among all
   * @return what was asked of the policies
   */
  @SuppressWarnings("unchecked")
  AskedMatch.Answers applyNoting(int number, ProxyDraft proxy, ProxyMatch<?> matched) {
    AskedMatch<C> asked = AskedMatch.of(number, (ProxyMatch<C>) matched);
    apply(proxy, asked.asking());
    return asked.answers();
  }

  /** Each cluster has the policies of the listener that leads to it, of several of the first. */
  private void ofGateway(ProxyDraft proxy, ProxyMatch<C> match) {
    Set<String> done = new HashSet<>();
    for (GatewayListenerDraft listener : proxy.gateway()) {
      for (ClusterDraft cluster : proxy.destinations(listener)) {
        if (done.add(cluster.name())) {
          policy.onDestination(cluster, match.listeners().get(listener.index()), proxy);
        }
      }
    }
  }

  /** Whether a proxy with this match must be looked at itself for the calls it makes. */
  boolean knowsProxy(ProxyMatch<?> match) {
    return !match.proxy().isEmpty() && policy.knowsProxy(match.proxy().policies());
  }

  /** Whether policies are selected by the name of a proxy. */
  boolean byName() {
    return byName;
  }

  boolean isEmpty() {
    return weakestFirst.isEmpty();
  }

  void apply(ExitDraft exit) {
    if (policy.actsOnExits()) {
      policy.onExit(exit, set(i -> concerns(weakestFirst.get(i).spec().top(), exit)));
    }
  }

  void apply(PassDraft pass) {
    if (policy.actsOnExits()) {
      policy.onPass(pass, set(i -> weakestFirst.get(i).spec().top().kindIs(TargetKind.MESH)));
    }
  }

  private static boolean concerns(TargetRef top, ExitDraft exit) {
    return exit.tags().isEmpty() || Subsets.of(top).filter(exit.tags()::satisfy).isPresent();
  }

  boolean actsOnExits() {
    return policy.actsOnExits();
  }

  boolean concernsAll() {
    return policy.concernsAll();
  }

  /** Where its policies send traffic, beyond whole services. */
  Set<Tags> destinations() {
    return destinations;
  }

  /** Those with a display name, the first in the list first. */
  List<Resource<? extends PolicySpec>> named(String displayName) {
    return byKey.values().stream()
        .filter(each -> each.displayName().equals(displayName))
        .<Resource<? extends PolicySpec>>map(each -> each)
        .sorted(Comparator.comparing(Resource::name))
        .toList();
  }

  /** How many sets it remembers, for tests. */
  int remembered() {
    return sets.size();
  }
}
