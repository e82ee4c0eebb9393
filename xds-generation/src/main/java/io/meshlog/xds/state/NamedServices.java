package io.meshlog.xds.state;

import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.service.MeshExternalServiceSpec;
import io.meshlog.model.target.ResourceRules.Destination;
import io.meshlog.model.target.ResourceRules.Destinations;
import io.meshlog.model.target.TargetKind;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.state.ServiceView.Terms;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * The services of a mesh that are addressed by identity: MeshServices of all zones,
 * MeshMultiZoneServices, MeshExternalServices. Immutable. Indexes on both sides of each selector
 * make a change cost what it selects: a new endpoint finds its services, a new service its
 * endpoints.
 *
 * @param selectors MeshServices of this zone by what they select
 * @param multiple MeshMultiZoneServices by what they select
 * @param labelled all services by each of their labels
 * @param endpoints of this zone, by all that a selector can name
 * @param doors of the other zones, by zone and by what is advertised
 * @param known what policies can aim at: another object once a service came, went or changed
 */
record NamedServices(
    Terms terms,
    PSortedMap<ResourceKey, NamedView> views,
    Index<Clue, ResourceKey> selectors,
    Index<Clue, ResourceKey> multiple,
    Index<Clue, ResourceKey> labelled,
    Index<Clue, Placed> endpoints,
    PMap<String, PSortedMap<String, Door>> doors,
    Known known) {

  record Placed(Endpoint.Id id, Endpoint endpoint) {}

  record Known(PMap<ResourceKey, Destination> destinations) implements Destinations {
    @Override
    public List<Destination> all(TargetKind kind, String mesh) {
      return destinations.values().stream().filter(each -> each.kind() == kind).toList();
    }
  }

  static NamedServices none(Terms terms, PMap<String, PSortedMap<String, Door>> doors) {
    return new NamedServices(
        terms,
        TreePMap.empty(),
        Index.empty(),
        Index.empty(),
        Index.empty(),
        Index.empty(),
        doors,
        new Known(HashTreePMap.empty()));
  }

  Optional<NamedView> find(ResourceKey key) {
    return Optional.ofNullable(views.get(key));
  }

  /** All services of a type with all these labels. */
  Set<ResourceKey> allWithLabels(String type, Labels wanted) {
    return labelled.at(Clue.of(wanted)).stream()
        .filter(key -> key.type().equals(type))
        .filter(key -> find(key).filter(v -> v.resource().labels().contain(wanted)).isPresent())
        .collect(Collectors.toSet());
  }

  /** The service of a type with all these labels: one of this zone before others, then by key. */
  Optional<ResourceKey> withLabels(String type, Labels wanted) {
    Origin here = Origin.zone(terms.zone());
    return allWithLabels(type, wanted).stream()
        .min(
            Comparator.<ResourceKey, Boolean>comparing(key -> !key.origin().equals(here))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** Those an ingress of this zone lets others in to, by key. */
  List<NamedView> ofThisZone() {
    return views.values().stream().filter(NamedView::ofThisZone).toList();
  }

  /** What is outside of the mesh, by key. */
  List<Resource<MeshExternalServiceSpec>> external() {
    return views.values().stream()
        .map(NamedView::resource)
        .filter(resource -> resource.type().equals(CoreTypes.MESH_EXTERNAL_SERVICE))
        .map(resource -> resource.as(CoreTypes.MESH_EXTERNAL_SERVICE))
        .toList();
  }
}
