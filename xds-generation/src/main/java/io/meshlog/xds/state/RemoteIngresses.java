package io.meshlog.xds.state;

import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.zone.ZoneIngressSpec;
import io.meshlog.model.zone.ZoneIngressSpec.AvailableService;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * The ingresses of other zones, by what their zones advertise. Several instances behind one address
 * count once: the first, by key, that offers something to a mesh speaks for them. Those of a zone
 * that is disabled or not registered do not count (design.md section 4).
 */
record RemoteIngresses(
    PMap<String, PSortedMap<ResourceKey, Resource<ZoneIngressSpec>>> byAddress,
    PSet<String> activeZones) {
  static final RemoteIngresses NONE =
      new RemoteIngresses(HashTreePMap.empty(), HashTreePSet.empty());

  /** Host and port as advertised; empty when other zones are not to dial it. */
  static Optional<String> coordinates(Resource<ZoneIngressSpec> ingress) {
    ZoneIngressSpec.Networking net = ingress.spec().networking();
    if (net == null
        || net.advertisedAddress() == null
        || net.advertisedAddress().isEmpty()
        || net.advertisedPort() == 0) {
      return Optional.empty();
    }
    return Optional.of(net.advertisedAddress() + ' ' + net.advertisedPort());
  }

  RemoteIngresses with(String coordinates, Resource<ZoneIngressSpec> ingress) {
    return new RemoteIngresses(
        byAddress.plus(coordinates, at(coordinates).plus(ingress.key(), ingress)), activeZones);
  }

  RemoteIngresses without(String coordinates, ResourceKey ingress) {
    PSortedMap<ResourceKey, Resource<ZoneIngressSpec>> left = at(coordinates).minus(ingress);
    return new RemoteIngresses(
        left.isEmpty() ? byAddress.minus(coordinates) : byAddress.plus(coordinates, left),
        activeZones);
  }

  RemoteIngresses withZone(String zone, boolean active) {
    return new RemoteIngresses(
        byAddress, active ? activeZones.plus(zone) : activeZones.minus(zone));
  }

  private PSortedMap<ResourceKey, Resource<ZoneIngressSpec>> at(String coordinates) {
    return byAddress.getOrDefault(coordinates, TreePMap.empty());
  }

  /** The addresses where ingresses of a zone stand. */
  Set<String> ofZone(String zone) {
    Set<String> found = new HashSet<>();
    byAddress.forEach((coordinates, ingresses) -> {
      if (ingresses.keySet().stream().anyMatch(key -> key.origin().zone().equals(zone))) {
        found.add(coordinates);
      }
    });
    return found;
  }

  /** Where a zone lets others in, by what is advertised; an unresolved host name is no door yet. */
  PSortedMap<String, Door> doors(String zone, Hosts hosts) {
    PSortedMap<String, Door> doors = TreePMap.empty();
    if (activeZones.contains(zone)) {
      for (String coordinates : ofZone(zone)) {
        ZoneIngressSpec.@Nullable Networking net =
            at(coordinates).values().iterator().next().spec().networking();
        if (net != null && net.advertisedAddress() != null) {
          Optional<String> ip = hosts.ip(net.advertisedAddress());
          if (ip.isPresent()) {
            doors = doors.plus(coordinates, new Door(ip.get(), net.advertisedPort()));
          }
        }
      }
    }
    return doors;
  }

  /** Every mesh that some ingress at this address names. */
  Set<String> meshes(String coordinates) {
    Set<String> meshes = new HashSet<>();
    at(coordinates)
        .values()
        .forEach(i -> i.spec().available().forEach(service -> meshes.add(service.mesh())));
    return meshes;
  }

  /** What a mesh gets from this address; nothing while its host name is not resolved. */
  Map<Endpoint.Id, Endpoint> offer(String coordinates, String mesh, Hosts hosts) {
    for (Resource<ZoneIngressSpec> ingress : at(coordinates).values()) {
      if (activeZones.contains(ingress.origin().zone())) {
        Map<Endpoint.Id, Endpoint> offer = offer(coordinates, ingress, mesh, hosts);
        if (!offer.isEmpty()) {
          return offer;
        }
      }
    }
    return Map.of();
  }

  private static Map<Endpoint.Id, Endpoint> offer(
      String coordinates, Resource<ZoneIngressSpec> ingress, String mesh, Hosts hosts) {
    ZoneIngressSpec.@Nullable Networking net = ingress.spec().networking();
    if (net == null || net.advertisedAddress() == null) {
      return Map.of();
    }
    Optional<String> ip = hosts.ip(net.advertisedAddress());
    if (ip.isEmpty()) {
      return Map.of();
    }
    Map<Endpoint.Id, Endpoint> offer = new HashMap<>();
    for (AvailableService service : ingress.spec().available()) {
      if (service.mesh().equals(mesh)
          && !service.externalService()
          && !service.tags().service().isEmpty()) {
        Tags tags = service.tags();
        offer.put(
            new Endpoint.Id(coordinates, tags.values().toString()),
            new Endpoint(
                ip.get(),
                net.advertisedPort(),
                "",
                service.instances(),
                tags,
                Labels.EMPTY,
                tags.has(Tags.ZONE) ? tags.zone() : ingress.origin().zone(),
                false));
      }
    }
    return Collections.unmodifiableMap(offer);
  }
}
