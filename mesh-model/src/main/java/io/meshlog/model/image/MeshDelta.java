package io.meshlog.model.image;

import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Exactly what a step of the fold changed. A key that several events touched is listed once, with
 * the state before the first and after the last.
 *
 * @param from head of the image before
 * @param to head of the image after
 */
public record MeshDelta(long from, long to, List<Change> changes) {
  public MeshDelta {
    changes = List.copyOf(changes);
  }

  /**
   * @param before null when it did not exist
   * @param after null when it is gone
   */
  public record Change(ResourceKey key, @Nullable Resource<?> before, @Nullable Resource<?> after) {
    /** The newer side that exists. */
    public Resource<?> either() {
      if (after != null) {
        return after;
      }
      if (before != null) {
        return before;
      }
      throw new IllegalStateException("a change of nothing");
    }
  }
}
