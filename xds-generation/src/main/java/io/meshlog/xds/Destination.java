package io.meshlog.xds;

import io.meshlog.model.resource.Kri;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.types.CoreTypes;
import java.util.Optional;

/** Where an outbound or a route sends traffic: one cluster. */
public sealed interface Destination {
  static Destination service(String service) {
    return new Tagged(Tags.of(Tags.SERVICE, service));
  }

  /** Name of the cluster that reaches it. */
  String cluster();

  /** Whether it is outside of the mesh. */
  default boolean external() {
    return false;
  }

  /** What it is called where a service has one name: in statistics, logs and traces. */
  String service();

  /** By {@code kuma.io/service} and perhaps more tags. */
  record Tagged(Tags tags) implements Destination {
    /**
     * What a cluster is for that is no destination, e.g. the application's. Not a constant of the
     * interface: whoever loads that would need this class, which needs the interface, and two
     * threads that begin at either end wait for each other for ever.
     */
    public static final Destination NONE = new Tagged(Tags.EMPTY);

    @Override
    public String cluster() {
      return Names.cluster(tags);
    }

    @Override
    public String service() {
      return tags.service();
    }

    /** The other mesh that it is in; empty for one of the own mesh. */
    public Optional<String> mesh() {
      return Optional.of(tags.getOrEmpty(Tags.MESH)).filter(mesh -> !mesh.isEmpty());
    }
  }

  /**
   * A port of a service that is addressed by identity, e.g. of a MeshService.
   *
   * @param kri with the section by which it was addressed: policies go by it
   */
  record Port(ResourceKey resource, Kri kri, int port) implements Destination {
    @Override
    public boolean external() {
      return resource.type().equals(CoreTypes.MESH_EXTERNAL_SERVICE.name());
    }

    @Override
    public String cluster() {
      return Names.portCluster(kri, port);
    }

    @Override
    public String service() {
      return cluster();
    }
  }
}
