package io.meshlog.api.revert;

import io.meshlog.api.resource.Moments;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.revert.RevertStep;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.log.LogReader;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the resources that proxies registered themselves, by who made their newest event: a revert
 * must not take its resource from a proxy that runs, nor bring back one that is gone.
 */
public final class RegisteredByProxies {
  private static final Set<String> TYPES =
      Set.of(CoreTypes.DATAPLANE.name(), CoreTypes.ZONE_INGRESS.name());
  private static final String PROXY = "proxy:";

  private final LogReader reader;

  public RegisteredByProxies(LogReader reader) {
    this.reader = reader;
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
          reader.actors(
              candidates.stream().map(RegisteredByProxies::pos).collect(Collectors.toSet()));
    } catch (SQLException e) {
      throw Moments.unreadable();
    }
    Set<ResourceKey> registered = new HashSet<>();
    for (RevertStep step : candidates) {
      // Of whom nobody knows, the careful guess.
      if (actors.getOrDefault(pos(step), PROXY).startsWith(PROXY)) {
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
