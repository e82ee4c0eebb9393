package io.meshlog.model.resource;

import java.time.Instant;

/**
 * A resource as the fold holds it.
 *
 * @param name the name under which this control plane serves it: the key's own, or the hashed one
 *     when it is a copy
 * @param created {@code recorded_at} of the event that made it
 * @param modified {@code recorded_at} of its newest event
 * @param version stream version, from 1; the ETag
 * @param pos position of its newest event in this log
 */
public record Resource<S extends Spec>(
    ResourceType<S> type,
    ResourceKey key,
    String name,
    Labels labels,
    S spec,
    Instant created,
    Instant modified,
    long version,
    long pos) {

  public String mesh() {
    return key.mesh();
  }

  public Origin origin() {
    return key.origin();
  }

  /** The name its maker gave it, which policies and users refer to. */
  public String displayName() {
    return key.name();
  }

  /** This resource seen as one of {@code wanted}; throws if it is of another type. */
  @SuppressWarnings("unchecked")
  public <T extends Spec> Resource<T> as(ResourceType<T> wanted) {
    if (!type.equals(wanted)) {
      throw new IllegalArgumentException(key + " is not a " + wanted);
    }
    return (Resource<T>) this;
  }
}
