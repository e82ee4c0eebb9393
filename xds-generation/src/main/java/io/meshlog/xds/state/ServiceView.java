package io.meshlog.xds.state;

import io.meshlog.model.legacy.externalservice.ExternalServiceSpec;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.Tags;
import io.meshlog.xds.Names;
import io.meshlog.xds.Protocol;
import io.meshlog.xds.Spread;
import io.meshlog.xds.XdsResource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * One {@code kuma.io/service} of a mesh, as proxies of this zone see it. Immutable; load
 * assignments are made on demand and remembered, so that all proxies share one serialised copy.
 */
final class ServiceView {
  /**
   * What the mesh says about all its services.
   *
   * @param localWeight of an endpoint in this zone: the number of remote ingresses, at least 1
   * @param localityAware whether other zones are second choice
   * @param remotes whether remote endpoints count: they need mutual TLS
   * @param backend name of the CA backend in force, empty when mutual TLS is off
   * @param egresses where sidecars go to leave the zone; null: they go to other zones by themselves
   */
  record Terms(
      String mesh,
      String zone,
      int localWeight,
      boolean localityAware,
      boolean remotes,
      String backend,
      @Nullable List<Door> egresses) {
    List<Door> doorsOut() {
      return egresses == null ? List.of() : egresses;
    }
  }

  private final String service;
  private final Terms terms;
  private final PMap<Endpoint.Id, Endpoint> local;
  private final PMap<Endpoint.Id, Endpoint> remote;

  /** Every local Dataplane of the service, healthy or not, to its certificate's backend. */
  private final PMap<String, String> members;

  /** ExternalServices of this name, by key; they count while there is no endpoint in the mesh. */
  private final PSortedMap<ResourceKey, Resource<ExternalServiceSpec>> external;

  private record Wanted(Tags destination, Spread spread) {}

  /** Destinations times ways to group them, of which there are few. */
  static final int MAX_REMEMBERED = 256;

  private final Map<Wanted, XdsResource> assignments = new ConcurrentHashMap<>(2);
  private volatile @Nullable XdsResource ingressAssignment;

  /** By how the other zones are ranked, which the policies of a mesh say in one way. */
  private final Map<Spread, XdsResource> egressAssignments = new ConcurrentHashMap<>(1);

  private volatile @Nullable Protocol protocol;
  private volatile @Nullable Boolean ready;

  private ServiceView(
      String service,
      Terms terms,
      PMap<Endpoint.Id, Endpoint> local,
      PMap<Endpoint.Id, Endpoint> remote,
      PMap<String, String> members,
      PSortedMap<ResourceKey, Resource<ExternalServiceSpec>> external) {
    this.service = service;
    this.terms = terms;
    this.local = local;
    this.remote = remote;
    this.members = members;
    this.external = external;
  }

  static ServiceView empty(String service, Terms terms) {
    PMap<Endpoint.Id, Endpoint> none = HashTreePMap.empty();
    return new ServiceView(service, terms, none, none, HashTreePMap.empty(), TreePMap.empty());
  }

  ServiceView with(Endpoint.Id id, Endpoint endpoint) {
    return endpoint.local()
        ? new ServiceView(service, terms, local.plus(id, endpoint), remote, members, external)
        : new ServiceView(service, terms, local, remote.plus(id, endpoint), members, external);
  }

  ServiceView without(Endpoint.Id id, Endpoint endpoint) {
    return endpoint.local()
        ? new ServiceView(service, terms, local.minus(id), remote, members, external)
        : new ServiceView(service, terms, local, remote.minus(id), members, external);
  }

  ServiceView withMember(String dataplane, String backend) {
    return new ServiceView(
        service, terms, local, remote, members.plus(dataplane, backend), external);
  }

  ServiceView withoutMember(String dataplane) {
    return new ServiceView(service, terms, local, remote, members.minus(dataplane), external);
  }

  ServiceView under(Terms other) {
    return new ServiceView(service, other, local, remote, members, external);
  }

  boolean isEmpty() {
    return local.isEmpty() && remote.isEmpty() && members.isEmpty() && external.isEmpty();
  }

  /** With this behind a key, or nothing. */
  ServiceView withExternal(ResourceKey key, @Nullable Resource<ExternalServiceSpec> resource) {
    return new ServiceView(
        service,
        terms,
        local,
        remote,
        members,
        resource == null ? external.minus(key) : external.plus(key, resource));
  }

  /** Whether it stands for something outside of the mesh. */
  boolean isOutside() {
    return !external.isEmpty() && visible().findAny().isEmpty();
  }

  /** What is outside of the mesh under this destination. */
  List<Resource<ExternalServiceSpec>> outside(Tags destination) {
    return isOutside()
        ? external.values().stream()
            .filter(resource -> resource.spec().tags().satisfy(destination))
            .toList()
        : List.of();
  }

  /** As sidecars reach it: through the egresses, with its tags. */
  private Stream<Endpoint> throughEgress(Tags destination) {
    return outside(destination).stream()
        .map(resource -> resource.spec().tags())
        .distinct()
        .flatMap(tags ->
            terms.doorsOut().stream()
                .map(door ->
                    new Endpoint(door.ip(), door.port(), "", 1, tags, Labels.EMPTY, "", false)));
  }

  String service() {
    return service;
  }

  /** Those in this zone. */
  Collection<Endpoint> local() {
    return local.values();
  }

  /** Whether both have the very same endpoints in this zone; null has none. */
  static boolean sameLocal(@Nullable ServiceView one, @Nullable ServiceView other) {
    boolean none = one == null || one.local.isEmpty();
    boolean otherNone = other == null || other.local.isEmpty();
    return none || otherNone ? none == otherNone : one.local == other.local;
  }

  private Stream<Endpoint> visible() {
    return terms.remotes()
        ? Stream.concat(local.values().stream(), elsewhere())
        : local.values().stream();
  }

  /** Other zones as sidecars reach them: each group of equal tags once through each egress. */
  private Stream<Endpoint> elsewhere() {
    if (terms.egresses() == null) {
      return remote.values().stream();
    }
    Map<String, Endpoint> groups = new TreeMap<>();
    remote.values().forEach(each -> groups.putIfAbsent(each.zone() + each.tags().values(), each));
    return groups.values().stream()
        .flatMap(group -> terms.doorsOut().stream().map(door -> group.through(door)));
  }

  /** The ingresses of other zones, as an egress of this one needs them. */
  XdsResource egressAssignment(Spread spread) {
    XdsResource known = egressAssignments.get(spread);
    if (known == null) {
      String cluster = Names.zoneCluster(terms.mesh(), service);
      known =
          spread instanceof Spread.Grouped grouped
              ? GroupedAssignments.of(
                  cluster, remote.values(), terms.zone(), grouped, false, Endpoint::weight)
              : LoadAssignments.of(cluster, remote.values(), zone -> 0, Endpoint::weight);
      if (egressAssignments.size() >= MAX_REMEMBERED) {
        egressAssignments.clear();
      }
      egressAssignments.put(spread, known);
    }
    return known;
  }

  /** Those in other zones. */
  Collection<Endpoint> remote() {
    return remote.values();
  }

  /** Whether both have the very same endpoints in other zones; null has none. */
  static boolean sameRemote(@Nullable ServiceView one, @Nullable ServiceView other) {
    boolean none = one == null || one.remote.isEmpty();
    boolean otherNone = other == null || other.remote.isEmpty();
    return none || otherNone ? none == otherNone : one.remote == other.remote;
  }

  /** xds-generation.md 3.2. */
  Protocol protocol() {
    Protocol known = protocol;
    if (known == null) {
      Set<Protocol> spoken = new HashSet<>();
      visible().forEach(e -> spoken.add(Protocol.parse(e.tags().getOrEmpty(Tags.PROTOCOL))));
      outside(Tags.of(Tags.SERVICE, service))
          .forEach(e -> spoken.add(Protocol.parse(e.spec().tags().getOrEmpty(Tags.PROTOCOL))));
      known = Protocol.common(spoken.stream().sorted().toList());
      protocol = known;
    }
    return known;
  }

  /**
   * Whether clients may insist on TLS in a PERMISSIVE mesh: every local proxy of the service holds
   * a certificate of the backend in force. Remote ones always do.
   */
  boolean tlsReady() {
    Boolean known = ready;
    if (known == null) {
      known = members.values().stream().allMatch(terms.backend()::equals);
      ready = known;
    }
    return known;
  }

  /** The endpoints whose tags satisfy the destination. */
  XdsResource assignment(Tags destination, Spread spread) {
    Wanted wanted = new Wanted(destination, spread);
    XdsResource known = assignments.get(wanted);
    if (known == null) {
      if (assignments.size() >= MAX_REMEMBERED) {
        assignments.clear();
      }
      known = make(destination, spread);
      XdsResource first = assignments.putIfAbsent(wanted, known);
      known = first == null ? known : first;
    }
    return known;
  }

  private XdsResource make(Tags destination, Spread spread) {
    String cluster = Names.cluster(destination);
    if (isOutside()) {
      return LoadAssignments.of(
          cluster, throughEgress(destination).toList(), zone -> 0, Endpoint::weight);
    }
    List<Endpoint> matching = visible().filter(e -> e.tags().satisfy(destination)).toList();
    ToIntFunction<Endpoint> weight = e -> e.local() ? terms.localWeight() : e.weight();
    return switch (spread) {
      case Spread.Plain(Spread.Preference preference) -> {
        boolean byZone =
            switch (preference) {
              case OF_MESH -> terms.localityAware();
              case LOCAL_FIRST -> true;
              case NONE -> false;
            };
        yield LoadAssignments.of(
            cluster, matching, zone -> byZone && !zone.equals(terms.zone()) ? 1 : 0, weight);
      }
      case Spread.Grouped grouped ->
          GroupedAssignments.of(
              cluster, matching, terms.zone(), grouped, terms.egresses() != null, weight);
    };
  }

  /** The endpoints in this zone, as its ingresses need them. */
  XdsResource ingressAssignment() {
    XdsResource known = ingressAssignment;
    if (known == null) {
      known =
          LoadAssignments.of(
              Names.zoneCluster(terms.mesh(), service), local.values(), zone -> 0, e -> 1);
      ingressAssignment = known;
    }
    return known;
  }
}
