package io.meshlog.model.decide;

import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.Violation;
import java.util.List;

/** Why a command is refused. A value, not an exception: refusals are expected. */
public sealed interface Rejection {
  ResourceKey key();

  /** The condition {@link Expected} does not hold. */
  record Conflict(ResourceKey key, Expected expected) implements Rejection {}

  record NotFound(ResourceKey key) implements Rejection {}

  record Invalid(ResourceKey key, List<Violation> violations) implements Rejection {
    public Invalid {
      violations = List.copyOf(violations);
    }
  }
}
