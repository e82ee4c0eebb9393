package io.meshlog.model.target;

import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Tags;
import org.jspecify.annotations.Nullable;

/**
 * Where a route sends requests (policies.md 1.2).
 *
 * @param weight null means 1, 0 takes the backend out
 */
public record BackendRef(
    @Nullable String kind,
    @Nullable String name,
    @Nullable String namespace,
    @Nullable Labels labels,
    @Nullable String sectionName,
    @Nullable Tags tags,
    @Nullable String mesh,
    @Nullable Integer weight,
    @Nullable Integer port) {

  public static BackendRef service(String name, @Nullable Integer weight) {
    return new BackendRef(
        TargetKind.MESH_SERVICE.word(), name, null, null, null, null, null, weight, null);
  }

  public static BackendRef subset(String name, Tags tags, @Nullable Integer weight) {
    return new BackendRef(
        TargetKind.MESH_SERVICE_SUBSET.word(), name, null, null, null, tags, null, weight, null);
  }

  /** Whatever has these tags, a service among them. */
  public static BackendRef tagged(Tags destination, int weight) {
    Tags further = destination.without(Tags.SERVICE);
    return further.values().isEmpty()
        ? service(destination.service(), weight)
        : subset(destination.service(), further, weight);
  }

  public BackendRef withWeight(int other) {
    return new BackendRef(kind, name, namespace, labels, sectionName, tags, mesh, other, port);
  }

  /** The reference without weight and port. */
  public TargetRef target() {
    return new TargetRef(kind, name, namespace, labels, sectionName, tags, null, mesh);
  }

  public int share() {
    return weight == null ? 1 : weight;
  }

  /**
   * Whether it names a resource by identity; otherwise it names a {@code kuma.io/service} tag. A
   * MeshService does so only with a port or section.
   */
  public boolean real() {
    return switch (target().known().orElse(null)) {
      case MESH_EXTERNAL_SERVICE, MESH_MULTI_ZONE_SERVICE -> true;
      case MESH_SERVICE -> port != null || !target().sectionOrEmpty().isEmpty();
      case MESH, DATAPLANE, MESH_SUBSET, MESH_GATEWAY, MESH_SERVICE_SUBSET, MESH_HTTP_ROUTE ->
          false;
      case null -> false;
    };
  }

  /** The tags of a reference that is not {@link #real}. */
  public Tags destination() {
    return target().tagsOrEmpty().with(Tags.SERVICE, target().nameOrEmpty());
  }
}
