package io.meshlog.api.resource;

import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import java.util.HashMap;
import java.util.Map;

/** The planners by type; a type without one is written plainly. */
public final class WritePlanners {
  private final Map<String, WritePlanner<?>> byType = new HashMap<>();

  /** For use while wiring only. */
  public <S extends Spec> WritePlanners with(ResourceType<S> type, WritePlanner<S> planner) {
    byType.put(type.name(), planner);
    return this;
  }

  @SuppressWarnings("unchecked")
  public <S extends Spec> WritePlanner<S> of(ResourceType<S> type) {
    WritePlanner<?> planner = byType.get(type.name());
    return planner == null ? WritePlanner.plain() : (WritePlanner<S>) planner;
  }
}
