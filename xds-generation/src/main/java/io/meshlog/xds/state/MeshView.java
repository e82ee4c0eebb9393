package io.meshlog.xds.state;

import io.meshlog.model.legacy.externalservice.ExternalServiceSpec;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.mesh.MeshSpec.CaBackend;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.service.MeshExternalServiceSpec;
import io.meshlog.model.target.ResourceRules.Destinations;
import io.meshlog.xds.Destination;
import io.meshlog.xds.Destination.Port;
import io.meshlog.xds.Destination.Tagged;
import io.meshlog.xds.Names;
import io.meshlog.xds.Protocol;
import io.meshlog.xds.Spread;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.draft.MeshFacts;
import io.meshlog.xds.draft.MeshPolicies;
import io.meshlog.xds.draft.NamedService;
import io.meshlog.xds.state.ServiceView.Terms;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PSortedMap;

/** One mesh as this zone sees it. Immutable; a change shares all it does not touch. */
public final class MeshView implements MeshFacts {
  private final String name;
  private final String zone;
  private final @Nullable MeshSpec spec;
  private final PMap<String, ServiceView> services;

  /** What each remote ingress offers here, by its advertised {@code address:port}. */
  private final PMap<String, Map<Endpoint.Id, Endpoint>> remotes;

  /** The egresses of this zone, by name. */
  private final PSortedMap<String, Door> egresses;

  private final NamedServices named;
  private final MeshPolicies policies;

  /** Told rather than derived, of a state of the past; null: derived. */
  private final @Nullable Set<String> unready;

  private MeshView(
      String name,
      String zone,
      @Nullable MeshSpec spec,
      PMap<String, ServiceView> services,
      PMap<String, Map<Endpoint.Id, Endpoint>> remotes,
      PSortedMap<String, Door> egresses,
      NamedServices named,
      MeshPolicies policies) {
    this(name, zone, spec, services, remotes, egresses, named, policies, null);
  }

  private MeshView(
      String name,
      String zone,
      @Nullable MeshSpec spec,
      PMap<String, ServiceView> services,
      PMap<String, Map<Endpoint.Id, Endpoint>> remotes,
      PSortedMap<String, Door> egresses,
      NamedServices named,
      MeshPolicies policies,
      @Nullable Set<String> unready) {
    this.name = name;
    this.zone = zone;
    this.spec = spec;
    this.services = services;
    this.remotes = remotes;
    this.egresses = egresses;
    this.named = named;
    this.policies = policies;
    this.unready = unready;
  }

  /**
   * @param doors of the other zones
   * @param egresses of this zone
   */
  static MeshView empty(
      String name,
      String zone,
      PMap<String, PSortedMap<String, Door>> doors,
      PSortedMap<String, Door> egresses,
      MeshPolicies policies) {
    Terms none = new Terms(name, zone, 1, false, false, "", null);
    return new MeshView(
        name,
        zone,
        null,
        HashTreePMap.empty(),
        HashTreePMap.empty(),
        egresses,
        NamedServices.none(none, doors),
        policies);
  }

  /** Whether the Mesh resource is there; without it no proxy of the mesh gets a config. */
  public boolean exists() {
    return spec != null;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public MeshSpec spec() {
    return spec == null ? MeshSpec.EMPTY : spec;
  }

  @Override
  public String zone() {
    return zone;
  }

  @Override
  public Protocol protocolOf(String service) {
    ServiceView view = services.get(service);
    return view == null ? Protocol.UNKNOWN : view.protocol();
  }

  @Override
  public boolean tlsReady(String service) {
    if (unready != null) {
      return !unready.contains(service);
    }
    ServiceView view = services.get(service);
    return view == null || view.tlsReady();
  }

  @Override
  public List<Resource<ExternalServiceSpec>> outside(Tags destination) {
    ServiceView view = services.get(destination.service());
    return view == null ? List.of() : view.outside(destination);
  }

  @Override
  public boolean throughEgress() {
    return spec().zoneEgress() && spec().enabledBackend().isPresent();
  }

  /** What is outside of the mesh and goes by the name of a service, by service. */
  public SortedMap<String, List<Resource<ExternalServiceSpec>>> outsideByService() {
    SortedMap<String, List<Resource<ExternalServiceSpec>>> all = new TreeMap<>();
    services.forEach((service, view) -> {
      List<Resource<ExternalServiceSpec>> outside = view.outside(Tags.of(Tags.SERVICE, service));
      if (!outside.isEmpty()) {
        all.put(service, outside);
      }
    });
    return all;
  }

  @Override
  public Optional<NamedService> named(ResourceKey key) {
    return named.find(key).map(NamedView::service);
  }

  @Override
  public Optional<ResourceKey> withLabels(String type, Labels wanted) {
    return named.withLabels(type, wanted);
  }

  @Override
  public Set<ResourceKey> allWithLabels(String type, Labels wanted) {
    return named.allWithLabels(type, wanted);
  }

  @Override
  public Set<Place> places(String service) {
    ServiceView view = services.get(service);
    return view == null
        ? Set.of()
        : view.local().stream()
            .map(each -> new Place(each.address(), each.port()))
            .collect(Collectors.toSet());
  }

  @Override
  public Set<Place> places() {
    return services.keySet().stream()
        .flatMap(service -> places(service).stream())
        .collect(Collectors.toSet());
  }

  @Override
  public Destinations destinations() {
    return named.known();
  }

  public MeshPolicies policies() {
    return policies;
  }

  /** The services addressed by identity that others may be let in to, by key. */
  public List<NamedService> namedHere() {
    return named.ofThisZone().stream().map(NamedView::service).toList();
  }

  NamedServices namedServices() {
    return named;
  }

  /** As the mesh ranks zones. */
  public XdsResource assignment(Tags destination) {
    return assignment(new Tagged(destination), Spread.OF_MESH);
  }

  /** The endpoints of a destination, under its cluster's name; empty when it has none. */
  public XdsResource assignment(Destination destination, Spread spread) {
    return switch (destination) {
      case Tagged(Tags tags) -> {
        ServiceView view = services.get(tags.service());
        if (view == null) {
          view = ServiceView.empty(tags.service(), terms());
        }
        yield view.assignment(tags, spread);
      }
      case Port port ->
          named
              .find(port.resource())
              .map(view -> view.assignment(port.port(), spread))
              .orElseGet(() -> empty(destination.cluster()));
    };
  }

  /** The endpoints of a destination in this zone, under the ingress cluster's name. */
  public XdsResource ingressAssignment(Destination destination) {
    return switch (destination) {
      case Tagged tagged -> {
        ServiceView view = services.get(tagged.service());
        yield view == null
            ? empty(Names.zoneCluster(name, tagged.service()))
            : view.ingressAssignment();
      }
      case Port port ->
          named
              .find(port.resource())
              .map(view -> view.ingressAssignment(port.port()))
              .orElseGet(() -> empty(destination.cluster()));
    };
  }

  private static XdsResource empty(String cluster) {
    return LoadAssignments.of(cluster, List.of(), zone -> 0, endpoint -> 0);
  }

  /** For each service with an endpoint in this zone, by name, the tags of those endpoints. */
  public SortedMap<String, List<Tags>> offered() {
    SortedMap<String, List<Tags>> offered = new TreeMap<>();
    services.forEach((service, view) -> {
      if (!view.local().isEmpty()) {
        offered.put(service, view.local().stream().map(Endpoint::tags).toList());
      }
    });
    return offered;
  }

  /** For each service with an endpoint in another zone, by name, the tags of those endpoints. */
  public SortedMap<String, List<Tags>> offeredElsewhere() {
    SortedMap<String, List<Tags>> offered = new TreeMap<>();
    services.forEach((service, view) -> {
      if (!view.remote().isEmpty()) {
        offered.put(service, view.remote().stream().map(Endpoint::tags).toList());
      }
    });
    return offered;
  }

  /** The ingresses of other zones that have a service, under the egress cluster's name. */
  public XdsResource egressAssignment(String service, Spread spread) {
    ServiceView view = services.get(service);
    return view == null ? empty(Names.zoneCluster(name, service)) : view.egressAssignment(spread);
  }

  /** What is outside of the mesh and may be reached through an egress, by key. */
  public List<Resource<MeshExternalServiceSpec>> external() {
    return named.external();
  }

  @Nullable ServiceView service(String service) {
    return services.get(service);
  }

  Collection<String> serviceNames() {
    return services.keySet();
  }

  private Terms terms(@Nullable MeshSpec spec, int ingresses, PSortedMap<String, Door> egresses) {
    MeshSpec said = spec == null ? MeshSpec.EMPTY : spec;
    Optional<CaBackend> backend = said.enabledBackend();
    boolean mtls = backend.isPresent();
    return new Terms(
        name,
        zone,
        mtls ? Math.max(1, ingresses) : 1,
        said.localityAwareLoadBalancing(),
        mtls,
        backend.map(CaBackend::name).orElse(""),
        said.zoneEgress() ? List.copyOf(egresses.values()) : null);
  }

  private Terms terms() {
    return terms(spec, remotes.size(), egresses);
  }

  /** The same with this said of who holds a certificate; a step from it derives it again. */
  MeshView withUnready(Set<String> told) {
    return new MeshView(name, zone, spec, services, remotes, egresses, named, policies, told);
  }

  MeshView withSpec(@Nullable MeshSpec other, Set<String> touchedServices) {
    return rebuilt(other, services, remotes, egresses, touchedServices);
  }

  MeshView withEgresses(PSortedMap<String, Door> others, Set<String> touchedServices) {
    return rebuilt(spec, services, remotes, others, touchedServices);
  }

  MeshView withPolicies(MeshPolicies other) {
    return new MeshView(name, zone, spec, services, remotes, egresses, named, other);
  }

  MeshView withService(String service, UnaryOperator<ServiceView> change) {
    return new MeshView(
        name, zone, spec, changed(services, service, change), remotes, egresses, named, policies);
  }

  MeshView withNamed(NamedServices other) {
    return new MeshView(name, zone, spec, services, remotes, egresses, other, policies);
  }

  private PMap<String, ServiceView> changed(
      PMap<String, ServiceView> in, String service, UnaryOperator<ServiceView> change) {
    ServiceView before = in.get(service);
    ServiceView after = change.apply(before == null ? ServiceView.empty(service, terms()) : before);
    return after.isEmpty() ? in.minus(service) : in.plus(service, after);
  }

  /** What the ingress at these coordinates offers to this mesh is now this. */
  MeshView withRemote(
      String coordinates, Map<Endpoint.Id, Endpoint> offer, Set<String> touchedServices) {
    Map<Endpoint.Id, Endpoint> before = remotes.getOrDefault(coordinates, Map.of());
    PMap<String, ServiceView> next = differing(services, before, offer, touchedServices);
    return rebuilt(
        spec,
        next,
        offer.isEmpty() ? remotes.minus(coordinates) : remotes.plus(coordinates, offer),
        egresses,
        touchedServices);
  }

  /** The endpoints of a local Dataplane changed from these to those. */
  MeshView withLocal(
      Map<Endpoint.Id, Endpoint> before,
      Map<Endpoint.Id, Endpoint> after,
      Set<String> touchedServices) {
    return new MeshView(
        name,
        zone,
        spec,
        differing(services, before, after, touchedServices),
        remotes,
        egresses,
        named,
        policies);
  }

  private PMap<String, ServiceView> differing(
      PMap<String, ServiceView> in,
      Map<Endpoint.Id, Endpoint> before,
      Map<Endpoint.Id, Endpoint> after,
      Set<String> touchedServices) {
    PMap<String, ServiceView> next = in;
    for (Map.Entry<Endpoint.Id, Endpoint> old : before.entrySet()) {
      Endpoint endpoint = old.getValue();
      if (!endpoint.equals(after.get(old.getKey()))) {
        touchedServices.add(endpoint.service());
        next = changed(next, endpoint.service(), s -> s.without(old.getKey(), endpoint));
      }
    }
    for (Map.Entry<Endpoint.Id, Endpoint> now : after.entrySet()) {
      Endpoint endpoint = now.getValue();
      if (!endpoint.equals(before.get(now.getKey()))) {
        touchedServices.add(endpoint.service());
        next = changed(next, endpoint.service(), s -> s.with(now.getKey(), endpoint));
      }
    }
    return next;
  }

  Map<Endpoint.Id, Endpoint> remote(String coordinates) {
    return remotes.getOrDefault(coordinates, Map.of());
  }

  /** All that the mesh says about services addressed by identity: whether others are let in. */
  Terms namedTerms() {
    return namedTerms(terms());
  }

  private static Terms namedTerms(Terms of) {
    return new Terms(of.mesh(), of.zone(), 1, false, of.remotes(), "", of.egresses());
  }

  /** Services know the terms they were made under: others mean new views of all of them. */
  private MeshView rebuilt(
      @Nullable MeshSpec newSpec,
      PMap<String, ServiceView> newServices,
      PMap<String, Map<Endpoint.Id, Endpoint>> newRemotes,
      PSortedMap<String, Door> newEgresses,
      Set<String> touchedServices) {
    Terms now = terms(newSpec, newRemotes.size(), newEgresses);
    PMap<String, ServiceView> all = newServices;
    if (!now.equals(terms())) {
      for (Map.Entry<String, ServiceView> each : newServices.entrySet()) {
        touchedServices.add(each.getKey());
        all = all.plus(each.getKey(), each.getValue().under(now));
      }
    }
    return new MeshView(name, zone, newSpec, all, newRemotes, newEgresses, named, policies);
  }
}
