package io.meshlog.xds.state;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.dataplane.DataplaneSpec.Inbound;
import io.meshlog.model.image.MeshDelta.Change;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.legacy.externalservice.ExternalServiceSpec;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.zone.ZoneEgressSpec;
import io.meshlog.model.zone.ZoneIngressSpec;
import io.meshlog.xds.Dep;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.baseline.OutsideTls;
import io.meshlog.xds.secrets.SecretRef;
import io.meshlog.xds.state.MeshState.Parts;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * One step of the state while it is made: local to one call. It looks at the changes, and for who
 * has a mesh's name at the image they lead to, so that their order does not matter.
 */
final class StateStep {
  private final Parts before;
  private final MeshImage after;
  private PSortedMap<String, MeshView> meshes;
  private RemoteIngresses remotes;
  private PMap<String, PSortedMap<String, Door>> doors;
  private PSortedMap<String, Door> egresses;
  private Offer offer;
  private Hosts hosts;
  private PMap<String, PSet<Resource<?>>> named;
  private PMap<ProxyKey, String> certified;
  private final Set<Dep> touched = new HashSet<>();
  private final Map<String, Set<String>> touchedServices = new HashMap<>();
  private final Map<String, Set<String>> recertified = new HashMap<>();
  private final Map<String, Set<ResourceKey>> touchedNamed = new HashMap<>();
  private final Renaming renaming;

  /** Meshes whose gateways may let others call something else now. */
  private final Set<String> opened = new HashSet<>();

  StateStep(Parts before, MeshImage after) {
    this.before = before;
    this.after = after;
    this.meshes = before.meshes();
    this.remotes = before.remotes();
    this.doors = before.doors();
    this.egresses = before.egresses();
    this.offer = before.offer();
    this.hosts = before.hosts();
    this.named = before.named();
    this.certified = before.certified();
    this.renaming = new Renaming(before);
  }

  void apply(Change change) {
    switch (change.key().type()) {
      case "Mesh" -> mesh(change);
      case "Dataplane" -> {
        if (change.key().origin().equals(before.image().self())) {
          dataplane(
              as(CoreTypes.DATAPLANE, change.before()), as(CoreTypes.DATAPLANE, change.after()));
        }
      }
      case "ZoneIngress" ->
          ingress(
              as(CoreTypes.ZONE_INGRESS, change.before()),
              as(CoreTypes.ZONE_INGRESS, change.after()));
      case "Zone" -> zone(change);
      case "ZoneEgress" -> {
        if (change.key().origin().equals(before.image().self())) {
          egress(
              as(CoreTypes.ZONE_EGRESS, change.before()),
              as(CoreTypes.ZONE_EGRESS, change.after()));
        }
      }
      case "MeshService", "MeshMultiZoneService", "MeshExternalService" -> named(change);
      case "MeshGateway" -> {
        touched.add(new Dep.OfGateways(change.key().mesh()));
        opened.add(change.key().mesh());
        policy(change);
      }
      case "MeshGatewayRoute" -> {
        touched.add(new Dep.OfGateways(change.key().mesh()));
        policy(change);
      }
      case "ExternalService" -> {
        Resource<ExternalServiceSpec> old = as(ExternalServiceSpec.TYPE, change.before());
        Resource<ExternalServiceSpec> now = as(ExternalServiceSpec.TYPE, change.after());
        external(old, null);
        external(null, now);
        if (!secrets(old).equals(secrets(now))) {
          touched.add(new Dep.OfExternal(change.key().mesh()));
        }
      }
      case "VirtualOutbound" -> renaming.of(change.key().mesh());
      case "HostnameGenerator" -> renaming.ofAll();
      case "MeshOpenTelemetryBackend" -> touched.add(new Dep.OfCollectors(change.key().mesh()));
      case "Secret" -> touched.add(new Dep.OfSecret(change.key().mesh(), change.key().name()));
      default -> {
        if (change.either().type().targets()) {
          policy(change);
        }
      }
    }
  }

  private static <S extends Spec> @Nullable Resource<S> as(
      ResourceType<S> type, @Nullable Resource<?> resource) {
    return resource == null ? null : resource.as(type);
  }

  private Set<String> touchedIn(String mesh) {
    return touchedServices.computeIfAbsent(mesh, m -> new HashSet<>());
  }

  private void inMesh(String mesh, UnaryOperator<MeshView> change) {
    MeshView view = meshes.get(mesh);
    if (view == null) {
      view =
          MeshView.empty(
              mesh,
              before.image().self().zone(),
              doors,
              egresses,
              before.newPolicies().apply(mesh));
    }
    meshes = meshes.plus(mesh, change.apply(view));
  }

  /** Of a mesh that is there. */
  private void inNamed(String mesh, UnaryOperator<NamedStep> change) {
    Set<ResourceKey> moved = touchedNamed.computeIfAbsent(mesh, m -> new HashSet<>());
    inMesh(
        mesh,
        view -> view.withNamed(change.apply(new NamedStep(view.namedServices(), moved)).done()));
  }

  private void named(Change change) {
    inNamed(change.key().mesh(), step -> step.resource(change.before(), change.after()));
    labelled(change.before());
    labelled(change.after());
    renaming.named(change);
    touched.add(new Dep.Named(change.key()));
    touched.add(
        change.key().type().equals(CoreTypes.MESH_EXTERNAL_SERVICE.name())
            ? new Dep.EgressShape()
            : new Dep.IngressShape());
  }

  private void external(
      @Nullable Resource<ExternalServiceSpec> old, @Nullable Resource<ExternalServiceSpec> now) {
    Resource<ExternalServiceSpec> either = now != null ? now : old;
    if (either == null || either.spec().tags().service().isEmpty()) {
      return;
    }
    String service = either.spec().tags().service();
    inMesh(
        either.mesh(), view -> view.withService(service, s -> s.withExternal(either.key(), now)));
    touchedIn(either.mesh()).add(service);
    renaming.of(either.mesh());
    touched.add(new Dep.Shape(either.mesh(), service));
    touched.add(new Dep.EgressShape());
  }

  private static Set<SecretRef> secrets(@Nullable Resource<ExternalServiceSpec> service) {
    return Optional.ofNullable(service)
        .flatMap(OutsideTls::of)
        .map(OutsideTls::wanted)
        .orElse(Set.of());
  }

  private void labelled(@Nullable Resource<?> service) {
    if (service != null) {
      service
          .labels()
          .values()
          .forEach((key, value) ->
              touched.add(new Dep.Labelled(service.mesh(), service.type().name(), key, value)));
    }
  }

  private void mesh(Change change) {
    String name = change.key().name();
    MeshSpec spec = after.find(CoreTypes.MESH, "", name).map(Resource::spec).orElse(null);
    touched.add(new Dep.OfMesh(name));
    touched.add(new Dep.IngressShape());
    touched.add(new Dep.EgressShape());
    inMesh(name, view -> view.withSpec(spec, touchedIn(name)));
    terms(name);
  }

  private void dataplane(
      @Nullable Resource<DataplaneSpec> old, @Nullable Resource<DataplaneSpec> now) {
    Resource<DataplaneSpec> either = now != null ? now : Objects.requireNonNull(old);
    String mesh = either.mesh();
    ProxyKey proxy = ProxyKey.dataplane(mesh, either.name());
    touched.add(new Dep.Own(proxy));
    Map<Endpoint.Id, Endpoint> gone = LocalEndpoints.of(old, hosts);
    Map<Endpoint.Id, Endpoint> come = LocalEndpoints.of(now, hosts);
    if (!gone.equals(come)) {
      local(mesh, gone, come);
    }
    if (OpenListeners.concerns(old) || OpenListeners.concerns(now)) {
      opened.add(mesh);
    }
    members(proxy, old == null ? Set.of() : old.spec().services(), now);
    count(old, -1);
    count(now, 1);
    renaming.carried(mesh, Carried.by(old), Carried.by(now));
    remember(old, false);
    remember(now, true);
  }

  private void local(
      String mesh, Map<Endpoint.Id, Endpoint> gone, Map<Endpoint.Id, Endpoint> come) {
    inMesh(mesh, view -> view.withLocal(gone, come, touchedIn(mesh)));
    inNamed(mesh, step -> step.local(gone, come));
  }

  private void members(
      ProxyKey proxy, Set<String> oldServices, @Nullable Resource<DataplaneSpec> now) {
    Set<String> services = now == null ? Set.of() : now.spec().services();
    if (now == null) {
      certified = certified.minus(proxy);
    }
    if (services.equals(oldServices)) {
      return;
    }
    String backend = certified.getOrDefault(proxy, "");
    for (String service : oldServices) {
      if (!services.contains(service)) {
        inMesh(proxy.mesh(), view -> view.withService(service, s -> s.withoutMember(proxy.name())));
        touchedIn(proxy.mesh()).add(service);
      }
    }
    for (String service : services) {
      if (!oldServices.contains(service)) {
        inMesh(
            proxy.mesh(),
            view -> view.withService(service, s -> s.withMember(proxy.name(), backend)));
        touchedIn(proxy.mesh()).add(service);
      }
    }
  }

  private void count(@Nullable Resource<DataplaneSpec> dataplane, int by) {
    if (dataplane == null) {
      return;
    }
    for (Inbound inbound : dataplane.spec().net().inbounds()) {
      if (LocalEndpoints.offered(inbound)) {
        offer = offer.plus(dataplane.mesh(), inbound.tags(), by);
      }
    }
  }

  private void ingress(
      @Nullable Resource<ZoneIngressSpec> old, @Nullable Resource<ZoneIngressSpec> now) {
    Resource<ZoneIngressSpec> either = now != null ? now : Objects.requireNonNull(old);
    remember(old, false);
    remember(now, true);
    if (either.origin().equals(before.image().self())) {
      boolean moved =
          old == null
              || now == null
              || !Objects.equals(old.spec().networking(), now.spec().networking());
      if (moved) {
        touched.add(new Dep.Own(ProxyKey.ingress(either.name())));
      }
      return;
    }
    Optional<String> from = Optional.ofNullable(old).flatMap(RemoteIngresses::coordinates);
    Optional<String> to = Optional.ofNullable(now).flatMap(RemoteIngresses::coordinates);
    Set<String> meshesBefore = new HashSet<>();
    from.ifPresent(at -> meshesBefore.addAll(remotes.meshes(at)));
    from.ifPresent(at -> remotes = remotes.without(at, either.key()));
    if (now != null) {
      to.ifPresent(at -> remotes = remotes.with(at, now));
    }
    Stream.concat(from.stream(), to.stream()).distinct().forEach(at -> offered(at, meshesBefore));
    doors(either.origin().zone());
  }

  /** Brings up to date where a zone lets us in; only its services in each mesh are concerned. */
  private void doors(String zone) {
    PSortedMap<String, Door> now = remotes.doors(zone, hosts);
    if (now.equals(doors.getOrDefault(zone, TreePMap.empty()))) {
      return;
    }
    doors = now.isEmpty() ? doors.minus(zone) : doors.plus(zone, now);
    List.copyOf(meshes.keySet()).forEach(mesh -> inNamed(mesh, step -> step.doors(zone, now)));
  }

  /** Brings what the meshes have from an address up to date. */
  private void offered(String coordinates, Set<String> alsoMeshes) {
    Set<String> all = new HashSet<>(remotes.meshes(coordinates));
    all.addAll(alsoMeshes);
    for (String mesh : all) {
      Map<Endpoint.Id, Endpoint> now = remotes.offer(coordinates, mesh, hosts);
      MeshView view = meshes.get(mesh);
      if (view != null ? !view.remote(coordinates).equals(now) : !now.isEmpty()) {
        inMesh(mesh, v -> v.withRemote(coordinates, now, touchedIn(mesh)));
      }
    }
  }

  private void egress(
      @Nullable Resource<ZoneEgressSpec> old, @Nullable Resource<ZoneEgressSpec> now) {
    remember(old, false);
    remember(now, true);
    Resource<ZoneEgressSpec> either = now != null ? now : Objects.requireNonNull(old);
    touched.add(new Dep.Own(ProxyKey.egress(either.name())));
    stands(either.name(), now);
  }

  /** Where an egress stands, for the sidecars of the meshes that go through it. */
  private void stands(String name, @Nullable Resource<ZoneEgressSpec> egress) {
    Optional<Door> door = Optional.ofNullable(egress).flatMap(this::door);
    if (door.equals(Optional.ofNullable(egresses.get(name)))) {
      return;
    }
    egresses = door.map(at -> egresses.plus(name, at)).orElseGet(() -> egresses.minus(name));
    for (String mesh : List.copyOf(meshes.keySet())) {
      inMesh(mesh, view -> view.withEgresses(egresses, touchedIn(mesh)));
      terms(mesh);
    }
  }

  private Optional<Door> door(Resource<ZoneEgressSpec> egress) {
    ZoneEgressSpec.Networking net = egress.spec().networking();
    return net == null || net.address() == null
        ? Optional.empty()
        : hosts.ip(net.address()).map(ip -> new Door(ip, net.port()));
  }

  private void terms(String mesh) {
    MeshView view = Objects.requireNonNull(meshes.get(mesh));
    inNamed(mesh, step -> step.terms(view.namedTerms()));
  }

  private void zone(Change change) {
    String zone = change.key().name();
    boolean active = change.after() != null && change.after().as(CoreTypes.ZONE).spec().active();
    remotes = remotes.withZone(zone, active);
    remotes.ofZone(zone).forEach(at -> offered(at, Set.of()));
    doors(zone);
  }

  private void policy(Change change) {
    String mesh = change.key().mesh();
    inMesh(
        mesh,
        view -> {
          touched.addAll(view.policies().touches(change));
          Set<Tags> destinations = view.policies().destinations();
          MeshView next = view.withPolicies(view.policies().advance(List.of(change)));
          if (!destinations.equals(next.policies().destinations())) {
            touched.add(new Dep.IngressShape());
            touched.add(new Dep.EgressShape());
          }
          return next;
        });
  }

  /** Notes who stands behind a host name, to be looked at again when it resolves. */
  private void remember(@Nullable Resource<?> resource, boolean there) {
    if (resource == null) {
      return;
    }
    for (String host : HostNames.of(resource)) {
      PSet<Resource<?>> users = named.getOrDefault(host, HashTreePSet.empty());
      PSet<Resource<?>> left = there ? users.plus(resource) : users.minus(resource);
      named = left.isEmpty() ? named.minus(host) : named.plus(host, left);
    }
  }

  void resolve(String host, String ip) {
    if (ip.equals(hosts.resolved().get(host)) || !Hosts.isIp(ip)) {
      return;
    }
    Hosts then = new Hosts(hosts.resolved().plus(host, ip));
    for (Resource<?> user : named.getOrDefault(host, HashTreePSet.empty())) {
      if (user.type().equals(CoreTypes.DATAPLANE)) {
        Resource<DataplaneSpec> dataplane = user.as(CoreTypes.DATAPLANE);
        Map<Endpoint.Id, Endpoint> gone = LocalEndpoints.of(dataplane, hosts);
        Map<Endpoint.Id, Endpoint> come = LocalEndpoints.of(dataplane, then);
        local(user.mesh(), gone, come);
        touched.add(new Dep.Own(ProxyKey.dataplane(user.mesh(), user.name())));
        if (OpenListeners.concerns(dataplane)) {
          opened.add(user.mesh());
        }
      }
    }
    hosts = then;
    for (Resource<?> user : named.getOrDefault(host, HashTreePSet.empty())) {
      if (user.type().equals(CoreTypes.ZONE_INGRESS)) {
        touched.add(new Dep.Own(ProxyKey.ingress(user.name())));
        RemoteIngresses.coordinates(user.as(CoreTypes.ZONE_INGRESS))
            .ifPresent(at -> offered(at, Set.of()));
        doors(user.origin().zone());
      }
      if (user.type().equals(CoreTypes.ZONE_EGRESS)) {
        touched.add(new Dep.Own(ProxyKey.egress(user.name())));
        stands(user.name(), user.as(CoreTypes.ZONE_EGRESS));
      }
    }
  }

  void certified(ProxyKey dataplane, @Nullable String backend) {
    if (Objects.equals(certified.get(dataplane), backend)) {
      return;
    }
    certified = backend == null ? certified.minus(dataplane) : certified.plus(dataplane, backend);
    String now = backend == null ? "" : backend;
    before
        .image()
        .find(CoreTypes.DATAPLANE, dataplane.mesh(), dataplane.name())
        .ifPresent(resource -> {
          for (String service : resource.spec().services()) {
            inMesh(
                dataplane.mesh(),
                view -> view.withService(service, s -> s.withMember(dataplane.name(), now)));
            recertified.computeIfAbsent(dataplane.mesh(), m -> new HashSet<>()).add(service);
          }
        });
  }

  /** Once all is known: which MeshGateway a Dataplane is depends on both. */
  private void opened(String mesh) {
    Map<Endpoint.Id, Endpoint> gone = OpenListeners.of(before.image(), mesh, before.hosts());
    Map<Endpoint.Id, Endpoint> come = OpenListeners.of(after, mesh, hosts);
    if (!gone.equals(come)) {
      inMesh(mesh, view -> view.withLocal(gone, come, touchedIn(mesh)));
      gone.values().forEach(endpoint -> offer = offer.plus(mesh, endpoint.tags(), -1));
      come.values().forEach(endpoint -> offer = offer.plus(mesh, endpoint.tags(), 1));
    }
  }

  Advance finish(MeshImage next) {
    opened.forEach(this::opened);
    ServiceChanges changes = new ServiceChanges(before.meshes(), meshes, touched);
    touchedServices.forEach(
        (mesh, services) -> services.forEach(service -> changes.ofEndpoints(mesh, service)));
    recertified.forEach(
        (mesh, services) -> services.forEach(service -> changes.ofShape(mesh, service)));
    touchedNamed.forEach(
        (mesh, services) -> services.forEach(service -> changes.ofNamed(mesh, service)));
    touchedServices.forEach((mesh, services) ->
        renaming.elsewhere(mesh, before.meshes().get(mesh), meshes.get(mesh), services));
    Parts parts =
        renaming.finish(
            new Parts(
                next,
                meshes,
                remotes,
                doors,
                egresses,
                offer,
                hosts,
                named,
                certified,
                renaming.carried(),
                before.virtual(),
                before.naming(),
                before.newPolicies()),
            touched);
    return new Advance(new MeshState(parts), touched, !offer.equals(before.offer()));
  }
}
