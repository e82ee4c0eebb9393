package io.meshlog.xds.state;

import io.meshlog.model.resource.Kri;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.service.MeshExternalServiceSpec;
import io.meshlog.model.service.MeshMultiZoneServiceSpec;
import io.meshlog.model.service.MeshServiceSpec;
import io.meshlog.model.service.MeshServiceSpec.Identity;
import io.meshlog.model.service.MeshServiceSpec.IdentityType;
import io.meshlog.model.service.MeshServiceSpec.State;
import io.meshlog.model.service.ServicePort;
import io.meshlog.xds.Names;
import io.meshlog.xds.Spread;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.draft.NamedService;
import io.meshlog.xds.state.ServiceView.Terms;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * One service addressed by identity, as proxies of this zone see it. Immutable; what is derived is
 * made on demand and remembered, so that all proxies share one serialised copy.
 */
final class NamedView {
  private final Resource<?> resource;
  private final Terms terms;

  /** Of a MeshService of this zone: the inbounds it selects. */
  private final PMap<Endpoint.Id, Endpoint> local;

  /** Of a MeshService of another zone: the doors of that zone. */
  private final PSortedMap<String, Door> doors;

  /** Of a MeshMultiZoneService: the MeshServices it selects. */
  private final PSortedMap<ResourceKey, NamedView> members;

  private record Wanted(int port, Spread spread) {}

  private final Map<Wanted, XdsResource> assignments = new ConcurrentHashMap<>(2);
  private volatile @Nullable NamedService service;

  private NamedView(
      Resource<?> resource,
      Terms terms,
      PMap<Endpoint.Id, Endpoint> local,
      PSortedMap<String, Door> doors,
      PSortedMap<ResourceKey, NamedView> members) {
    this.resource = resource;
    this.terms = terms;
    this.local = local;
    this.doors = doors;
    this.members = members;
  }

  static NamedView of(Resource<?> resource, Terms terms) {
    return new NamedView(resource, terms, HashTreePMap.empty(), TreePMap.empty(), TreePMap.empty());
  }

  NamedView under(Terms other) {
    return new NamedView(resource, other, local, doors, members);
  }

  NamedView with(Endpoint.Id id, Endpoint endpoint) {
    return new NamedView(resource, terms, local.plus(id, endpoint), doors, members);
  }

  NamedView without(Endpoint.Id id) {
    return new NamedView(resource, terms, local.minus(id), doors, members);
  }

  NamedView behind(PSortedMap<String, Door> others) {
    return new NamedView(resource, terms, local, others, members);
  }

  NamedView withMember(ResourceKey key, @Nullable NamedView member) {
    PSortedMap<ResourceKey, NamedView> now =
        member == null ? members.minus(key) : members.plus(key, member);
    return new NamedView(resource, terms, local, doors, now);
  }

  Resource<?> resource() {
    return resource;
  }

  /** Whether instances of this zone stand behind it, or could: an ingress lets others in to it. */
  boolean ofThisZone() {
    return resource.origin().zone().equals(terms.zone())
            && resource.spec() instanceof MeshServiceSpec
        || members.values().stream().anyMatch(NamedView::ofThisZone);
  }

  NamedService service() {
    NamedService known = service;
    if (known == null) {
      known = make();
      service = known;
    }
    return known;
  }

  private NamedService make() {
    List<ServicePort> ports =
        switch (resource.spec()) {
          case MeshServiceSpec spec -> spec.portsOrNone();
          case MeshMultiZoneServiceSpec spec -> spec.portsOrNone();
          case MeshExternalServiceSpec spec -> spec.portsOrNone();
          default -> List.of();
        };
    Set<String> services = new TreeSet<>();
    services(services);
    Set<String> identities = new TreeSet<>();
    identities(identities);
    if (external()) {
      identities.add(Names.spiffe(resource.mesh(), Names.ZONE_EGRESS));
    }
    if (identities.isEmpty()) {
      // Nobody has it, so nobody is let in: an empty list would let in everybody.
      identities.add(Names.spiffe(resource.mesh(), resource.displayName()));
    }
    return new NamedService(
        resource.key(), Kri.of(resource), ports, List.copyOf(identities), services);
  }

  private boolean external() {
    return resource.spec() instanceof MeshExternalServiceSpec;
  }

  private void services(Set<String> into) {
    local.values().forEach(endpoint -> into.add(endpoint.service()));
    members.values().forEach(member -> member.services(into));
  }

  private void identities(Set<String> into) {
    local.values().forEach(endpoint -> into.add(Names.spiffe(resource.mesh(), endpoint.service())));
    members.values().forEach(member -> member.identities(into));
    boolean elsewhere = !resource.origin().zone().equals(terms.zone());
    if (elsewhere && resource.spec() instanceof MeshServiceSpec spec) {
      spec.identitiesOrNone().forEach(identity -> into.add(uri(identity)));
    }
  }

  private String uri(Identity identity) {
    String value = identity.value() == null ? "" : identity.value();
    return identity.type() == IdentityType.SpiffeID ? value : Names.spiffe(resource.mesh(), value);
  }

  /**
   * A MeshService with what its instances say it is. Its identities outlive its instances: clients
   * elsewhere would else have to be told whenever the only instance restarts.
   */
  Optional<MeshServiceSpec> derived() {
    if (!(resource.spec() instanceof MeshServiceSpec spec)) {
      return Optional.empty();
    }
    Set<String> services = new TreeSet<>();
    services(services);
    List<Identity> identities =
        services.isEmpty()
            ? spec.identitiesOrNone()
            : services.stream().map(Identity::service).toList();
    return Optional.of(
        spec.derived(local.isEmpty() ? State.Unavailable : State.Available, identities));
  }

  /** The endpoints behind a port, as proxies of this zone call them. */
  XdsResource assignment(int port, Spread spread) {
    if (assignments.size() >= ServiceView.MAX_REMEMBERED) {
      assignments.clear();
    }
    return assignments.computeIfAbsent(new Wanted(port, spread), this::assignment);
  }

  private XdsResource assignment(Wanted wanted) {
    String cluster = Names.portCluster(Kri.of(resource), wanted.port());
    List<Endpoint> endpoints = endpoints(wanted.port());
    return switch (wanted.spread()) {
      case Spread.Plain(Spread.Preference preference) -> {
        // Other zones are second choice unless a policy says that zones do not matter.
        boolean byZone = preference != Spread.Preference.NONE && !external();
        yield LoadAssignments.of(
            cluster,
            endpoints,
            zone -> byZone && !zone.equals(terms.zone()) ? 1 : 0,
            Endpoint::weight);
      }
      case Spread.Grouped grouped ->
          GroupedAssignments.of(cluster, endpoints, terms.zone(), grouped, false, Endpoint::weight);
    };
  }

  /** Those of this zone only, as its ingresses need them. */
  XdsResource ingressAssignment(int port) {
    return LoadAssignments.of(
        Names.portCluster(Kri.of(resource), port),
        endpoints(port).stream().filter(Endpoint::local).toList(),
        zone -> 0,
        endpoint -> 1);
  }

  private List<Endpoint> endpoints(int port) {
    Map<String, Endpoint> byPlace = new TreeMap<>();
    collect(port, byPlace);
    return new ArrayList<>(byPlace.values());
  }

  /** A place that several members share counts once. */
  private void collect(int number, Map<String, Endpoint> byPlace) {
    members.values().forEach(member -> member.collect(number, byPlace));
    service()
        .port(number)
        .ifPresent(port -> {
          local.entrySet().stream()
              .filter(e -> port.target().isAt(e.getValue().port(), e.getValue().inbound()))
              .sorted(Comparator.comparing(e -> e.getKey().toString()))
              .forEach(e -> put(e.getValue().weighing(1), byPlace));
          if (external()) {
            terms.doorsOut().forEach(door -> put(out(door), byPlace));
          }
          if (terms.remotes()) {
            doors.values().forEach(door -> put(remote(door, port), byPlace));
          }
        });
  }

  private static void put(Endpoint endpoint, Map<String, Endpoint> byPlace) {
    byPlace.putIfAbsent(endpoint.address() + ' ' + endpoint.port(), endpoint);
  }

  /** An egress of this zone. What it leads to is told by the labels, as Kuma does. */
  private Endpoint out(Door door) {
    Tags tags = Tags.of(resource.labels().values());
    return new Endpoint(door.ip(), door.port(), "", 1, tags, Labels.EMPTY, "", false);
  }

  private Endpoint remote(Door door, ServicePort port) {
    String zone = resource.origin().zone();
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put(Tags.SERVICE, Names.portCluster(Kri.of(resource), port.port()));
    tags.put(Tags.ZONE, zone);
    return new Endpoint(door.ip(), door.port(), "", 1, Tags.of(tags), Labels.EMPTY, zone, false);
  }
}
