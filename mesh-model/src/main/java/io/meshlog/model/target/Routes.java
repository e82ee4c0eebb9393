package io.meshlog.model.target;

import io.meshlog.model.resource.Resource;
import java.util.List;
import java.util.Optional;

/** Finds the route a policy names. Several may share a display name: the first in the list wins. */
@FunctionalInterface
public interface Routes {
  Routes NONE = (mesh, name) -> Optional.empty();

  Optional<Resource<? extends PolicySpec>> byDisplayName(String mesh, String name);

  /** Every route, in no particular order. */
  default List<Resource<? extends PolicySpec>> all() {
    return List.of();
  }
}
