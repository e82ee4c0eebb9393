package io.meshlog.api.revert;

import io.meshlog.api.resource.Moments;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.revert.RevertStep;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.history.History;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the resources by which proxies and zones registered themselves, by who made their newest
 * event: no user. A revert must not take its resource from what runs, nor bring back what is gone.
 */
public final class SelfRegistered {
  private static final Set<String> TYPES =
      Set.of(CoreTypes.DATAPLANE.name(), CoreTypes.ZONE_INGRESS.name(), CoreTypes.ZONE.name());
  private static final String PROXY = "proxy:";
  private static final String SYSTEM = "system:";

  private final History history;

  public SelfRegistered(History history) {
    this.history = history;
  }

  Set<ResourceKey> among(Collection<RevertStep> steps) {
    List<RevertStep> candidates =
        steps.stream().filter(step -> TYPES.contains(step.key().type())).toList();
    if (candidates.isEmpty()) {
      return Set.of();
    }
    Map<Long, String> actors;
    try {
      actors =
          history.actors(candidates.stream().map(SelfRegistered::pos).collect(Collectors.toSet()));
    } catch (SQLException e) {
      throw Moments.unreadable();
    }
    Set<ResourceKey> registered = new HashSet<>();
    for (RevertStep step : candidates) {
      // Of whom nobody knows, the careful guess.
      String actor = actors.getOrDefault(pos(step), SYSTEM);
      if (actor.startsWith(PROXY) || actor.startsWith(SYSTEM)) {
        registered.add(step.key());
      }
    }
    return registered;
  }

  private static long pos(RevertStep step) {
    Resource<?> newest = step.now() == null ? step.either() : step.now();
    return newest.pos();
  }
}
