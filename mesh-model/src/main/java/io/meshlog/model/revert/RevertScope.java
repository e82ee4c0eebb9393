package io.meshlog.model.revert;

import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.types.CoreTypes;

/** Which resources are to be as they were. */
public sealed interface RevertScope {
  boolean includes(ResourceKey key);

  /** All of the control plane. */
  record Everything() implements RevertScope {
    @Override
    public boolean includes(ResourceKey key) {
      return true;
    }
  }

  /** A mesh and all in it. */
  record OfMesh(String mesh) implements RevertScope {
    @Override
    public boolean includes(ResourceKey key) {
      return key.mesh().equals(mesh)
          || (key.type().equals(CoreTypes.MESH.name()) && key.name().equals(mesh));
    }
  }

  /** One resource. */
  record One(ResourceKey key) implements RevertScope {
    @Override
    public boolean includes(ResourceKey other) {
      return key.equals(other);
    }
  }
}
