package io.meshlog.model.target;

import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;

/** A policy as it was at a position of this log: where an effective value comes from. */
public record PolicySource(ResourceKey key, long pos) {
  public static PolicySource of(Resource<?> policy) {
    return new PolicySource(policy.key(), policy.pos());
  }
}
