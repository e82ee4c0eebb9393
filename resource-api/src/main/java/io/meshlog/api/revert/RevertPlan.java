package io.meshlog.api.revert;

import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.revert.RevertStep;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a revert comes down to, before anything is done.
 *
 * @param changes in the order in which they are appended
 * @param skipped what is not as it was and stays as it is
 * @param after what there will be, without what is made anew
 */
record RevertPlan(List<Change> changes, List<Skipped> skipped, MeshImage after) {
  RevertPlan {
    changes = List.copyOf(changes);
    skipped = List.copyOf(skipped);
  }

  /** One change of one resource. */
  sealed interface Change {
    ResourceKey key();
  }

  /**
   * A resource is to say again what it said.
   *
   * @param now null when it is not there now
   * @param secret the content to seal; empty: the spec is as it is to be
   */
  record Put<S extends Spec>(
      ResourceType<S> type,
      ResourceKey key,
      Labels labels,
      S spec,
      @Nullable Resource<?> now,
      Optional<byte[]> secret)
      implements Change {}

  /** A resource is to go. */
  record Delete(Resource<?> now) implements Change {
    @Override
    public ResourceKey key() {
      return now.key();
    }
  }

  /** A secret that a mesh needs and whose old content is destroyed is to be made anew. */
  record Remake(ResourceKey key) implements Change {}

  record Skipped(RevertStep step, String reason) {}
}
