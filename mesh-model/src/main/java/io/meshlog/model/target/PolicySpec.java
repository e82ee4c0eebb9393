package io.meshlog.model.target;

import io.meshlog.model.resource.Spec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a policy that matching and merging look at. A policy overrides the accessors of the
 * lists it has; each conf is a value that serialises to the JSON its type is merged in.
 */
public interface PolicySpec extends Spec {
  @Nullable TargetRef targetRef();

  /** Which proxies it is about. */
  default TargetRef top() {
    return TargetRef.orMesh(targetRef());
  }

  /** Confs for destinations. */
  default List<? extends Targeted<?>> toEntries() {
    return List.of();
  }

  /** Confs for clients, by their tags. */
  default List<? extends Targeted<?>> fromEntries() {
    return List.of();
  }

  /** Confs for clients, by their identity. */
  default List<? extends Matched<?>> ruleEntries() {
    return List.of();
  }

  /** The one conf of a policy that has no lists. */
  default @Nullable Object single() {
    return null;
  }

  /** Whether it acts on inbounds, which allows a top-level {@code sectionName}. */
  default boolean inbound() {
    return !fromEntries().isEmpty() || !ruleEntries().isEmpty();
  }

  /** The elements, or none when the list is absent. */
  static <T> List<T> orNone(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}
