package io.meshlog.xds.state;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.image.MeshDelta;
import io.meshlog.model.image.MeshDelta.Change;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.service.MeshServiceSpec;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.zone.ZoneEgressSpec;
import io.meshlog.model.zone.ZoneIngressSpec;
import io.meshlog.model.zone.ZoneIngressSpec.AvailableService;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.draft.MeshPolicies;
import io.meshlog.xds.draft.VirtualServices;
import io.meshlog.xds.policy.PolicyTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * Everything generation reads, derived from the image of one zone's control plane. Immutable: a
 * step shares what it does not touch and costs what it touches. The fold of the same image gives
 * the same state whatever the steps were.
 *
 * <p>Two facts do not come from the log and are told by the caller: what host names resolve to, and
 * which proxies hold a certificate (it matters in PERMISSIVE meshes only).
 */
public final class MeshState {
  final Parts parts;

  /**
   * @param doors where the other zones let us in, by zone and by what they advertise
   * @param egresses of this zone, by name
   * @param certified for a Dataplane, {@code mesh/name}, the CA backend of its certificate
   * @param named the resources that stand behind a host name
   * @param carried the tags of inbounds of this zone, by mesh
   * @param virtual what services are called, by mesh
   */
  record Parts(
      MeshImage image,
      PSortedMap<String, MeshView> meshes,
      RemoteIngresses remotes,
      PMap<String, PSortedMap<String, Door>> doors,
      PSortedMap<String, Door> egresses,
      Offer offer,
      Hosts hosts,
      PMap<String, PSet<Resource<?>>> named,
      PMap<ProxyKey, String> certified,
      PMap<String, Carried> carried,
      PMap<String, VirtualNames> virtual,
      VirtualNaming naming,
      Function<String, MeshPolicies> newPolicies) {

    Parts called(PMap<String, VirtualNames> names) {
      return new Parts(
          image,
          meshes,
          remotes,
          doors,
          egresses,
          offer,
          hosts,
          named,
          certified,
          carried,
          names,
          naming,
          newPolicies);
    }
  }

  MeshState(Parts parts) {
    this.parts = parts;
  }

  /** With all policies there are. */
  public static MeshState of(MeshImage image) {
    return of(image, mesh -> PolicyTable.empty());
  }

  /** With names and virtual addresses as Kuma gives them by default. */
  public static MeshState of(MeshImage image, Function<String, MeshPolicies> newPolicies) {
    return of(image, newPolicies, VirtualNaming.DEFAULT);
  }

  /**
   * @param newPolicies the policies of a mesh that has none, by its name
   */
  public static MeshState of(
      MeshImage image, Function<String, MeshPolicies> newPolicies, VirtualNaming naming) {
    MeshState nothing =
        new MeshState(
            new Parts(
                MeshImage.empty(image.self()),
                TreePMap.empty(),
                RemoteIngresses.NONE,
                HashTreePMap.empty(),
                TreePMap.empty(),
                Offer.NOTHING,
                Hosts.NONE,
                HashTreePMap.empty(),
                HashTreePMap.empty(),
                HashTreePMap.empty(),
                HashTreePMap.empty(),
                naming,
                newPolicies));
    List<Change> all =
        image
            .everything()
            .sorted((a, b) -> a.key().compareTo(b.key()))
            .map(resource -> new Change(resource.key(), null, resource))
            .toList();
    return nothing.advance(image, new MeshDelta(0, image.head(), all)).state();
  }

  /** The state at the next image, and what changed for proxies. */
  public Advance advance(MeshImage next, MeshDelta delta) {
    StateStep step = new StateStep(parts, next);
    delta.changes().forEach(step::apply);
    return step.finish(next);
  }

  /** Host names now resolve to this; names not mentioned keep what they have. */
  public Advance resolved(Map<String, String> ips) {
    StateStep step = new StateStep(parts, parts.image());
    ips.forEach(step::resolve);
    return step.finish(parts.image());
  }

  /** Host names that stand where proxies need an IP, resolved or not. */
  public Set<String> hostNames() {
    return parts.named().keySet();
  }

  /**
   * A Dataplane of this zone was given a certificate of this CA backend, or lost it (null). Saying
   * it again costs nothing; a Dataplane that was deleted and comes back must be told of again.
   */
  public Advance certified(ProxyKey dataplane, @Nullable String backend) {
    StateStep step = new StateStep(parts, parts.image());
    step.certified(dataplane, backend);
    return step.finish(parts.image());
  }

  /** The same with another view of one mesh. */
  MeshState with(String mesh, MeshView view) {
    return new MeshState(
        new Parts(
            parts.image(),
            parts.meshes().plus(mesh, view),
            parts.remotes(),
            parts.doors(),
            parts.egresses(),
            parts.offer(),
            parts.hosts(),
            parts.named(),
            parts.certified(),
            parts.carried(),
            parts.virtual(),
            parts.naming(),
            parts.newPolicies()));
  }

  public MeshImage image() {
    return parts.image();
  }

  /** The zone whose proxies this is for. */
  public String zone() {
    return parts.image().self().zone();
  }

  /** The mesh, if the Mesh resource is there. */
  public Optional<MeshView> mesh(String name) {
    return Optional.ofNullable(parts.meshes().get(name)).filter(MeshView::exists);
  }

  /** What the services of a mesh are called, and their virtual addresses. */
  public VirtualServices virtual(String mesh) {
    VirtualNames names = parts.virtual().get(mesh);
    return names == null ? VirtualServices.NONE : names.of(parts, mesh);
  }

  /** All meshes that something in this zone belongs to, by name. */
  public SortedMap<String, MeshView> meshes() {
    return parts.meshes();
  }

  public Optional<Resource<DataplaneSpec>> dataplane(ProxyKey key) {
    return parts.image().find(CoreTypes.DATAPLANE, key.mesh(), key.name());
  }

  public Optional<Resource<ZoneIngressSpec>> ingress(ProxyKey key) {
    return parts.image().find(CoreTypes.ZONE_INGRESS, "", key.name());
  }

  public Optional<Resource<ZoneEgressSpec>> egress(ProxyKey key) {
    return parts.image().find(CoreTypes.ZONE_EGRESS, "", key.name());
  }

  /** The IP of an address that may be a host name. */
  public Optional<String> ip(String address) {
    return parts.hosts().ip(address);
  }

  /** What the ingresses of this zone should say is available (xds-generation.md 5.1). */
  public List<AvailableService> availableServices() {
    return parts.offer().services();
  }

  /**
   * A MeshService of this zone with what its instances say it is now (policies.md 2.17); empty when
   * it is not there.
   */
  public Optional<MeshServiceSpec> derived(ResourceKey service) {
    return Optional.ofNullable(parts.meshes().get(service.mesh()))
        .flatMap(mesh -> mesh.namedServices().find(service))
        .flatMap(NamedView::derived);
  }
}
