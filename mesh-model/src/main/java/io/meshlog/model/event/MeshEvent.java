package io.meshlog.model.event;

import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;

/** What happened. An event about a resource holds its full new state, or says that it is gone. */
public sealed interface MeshEvent {

  /** An event of one resource's stream. */
  sealed interface OfResource extends MeshEvent {
    ResourceKey key();
  }

  /** The resource now is this. */
  record Upserted<S extends Spec>(ResourceType<S> type, ResourceKey key, Labels labels, S spec)
      implements OfResource {}

  /** The resource is gone. */
  record Deleted(ResourceKey key) implements OfResource {}

  /** The log lost its tail and goes on in a higher epoch (event-log-design.md section 1). */
  record EpochStarted(int epoch) implements MeshEvent {}

  /** Written by a later version, which alone knows what it means: its resource stays as it was. */
  record Unknown(String type, ResourceKey key) implements MeshEvent {}
}
