package io.meshlog.model.target;

import io.meshlog.model.resource.Tags;
import java.util.Optional;

/** The tags that a reference by tags stands for (policies.md 1.6 b). */
public final class Subsets {
  private Subsets() {}

  /** Empty when the reference cannot be said in tags. */
  public static Optional<Tags> of(TargetRef ref) {
    return switch (ref.known().orElse(null)) {
      case MESH -> Optional.of(Tags.EMPTY);
      case MESH_SUBSET -> Optional.of(ref.tagsOrEmpty());
      case MESH_SERVICE, MESH_SERVICE_SUBSET ->
          ref.nameOrEmpty().isEmpty()
              ? Optional.empty()
              : Optional.of(ref.tagsOrEmpty().with(Tags.SERVICE, ref.nameOrEmpty()));
      case DATAPLANE,
          MESH_GATEWAY,
          MESH_EXTERNAL_SERVICE,
          MESH_MULTI_ZONE_SERVICE,
          MESH_HTTP_ROUTE ->
          Optional.empty();
      case null -> Optional.empty();
    };
  }
}
