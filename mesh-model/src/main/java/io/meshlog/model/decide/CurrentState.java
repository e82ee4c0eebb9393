package io.meshlog.model.decide;

import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.Spec;
import java.util.List;
import java.util.Optional;

/** The part of the state a decision may ask for, consistent with the append that follows it. */
public interface CurrentState {

  /** A live resource. */
  record Held(long version, Labels labels, Spec spec) {}

  Optional<Held> find(ResourceKey key);

  /** Whether the mesh holds a resource of that type, of whatever origin. */
  boolean holdsAny(String type, String mesh);

  /** Every live resource of the mesh, the Mesh itself not included, ordered by key. */
  List<ResourceKey> inMesh(String mesh);
}
