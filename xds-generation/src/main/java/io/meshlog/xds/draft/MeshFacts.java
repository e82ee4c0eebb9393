package io.meshlog.xds.draft;

import io.meshlog.model.legacy.externalservice.ExternalServiceSpec;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.target.ResourceRules.Destinations;
import io.meshlog.xds.Protocol;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a generator and a policy may know of the mesh at large. */
public interface MeshFacts {
  String name();

  MeshSpec spec();

  /** The zone whose proxies this is for. */
  String zone();

  /** Folded over all endpoints of the service, local and remote; unknown when it has none. */
  Protocol protocolOf(String service);

  /**
   * Whether every proxy of the service can take TLS, which matters in a PERMISSIVE mesh
   * (xds-generation.md 4.4).
   */
  boolean tlsReady(String service);

  /** The ExternalServices behind a destination by tags; none where the mesh has instances. */
  List<Resource<ExternalServiceSpec>> outside(Tags destination);

  /** Whether what is outside of the mesh is reached through an egress. */
  boolean throughEgress();

  /** A service addressed by identity; empty when there is none. */
  Optional<NamedService> named(ResourceKey key);

  /** The service of a type that has all these labels; of several, one of this zone. */
  Optional<ResourceKey> withLabels(String type, Labels wanted);

  /** All services of a type that have all these labels. */
  Set<ResourceKey> allWithLabels(String type, Labels wanted);

  /** Where the instances of a service in this zone are. */
  Set<Place> places(String service);

  /** Where the instances of any service in this zone are. */
  Set<Place> places();

  /**
   * Where an instance is.
   *
   * @param address an IP
   */
  record Place(String address, int port) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparing(Place::address).thenComparing(Place::port);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  /** What policies can aim at by identity; the same object as long as it is the same. */
  Destinations destinations();
}
