package io.meshlog.zone.image;

import io.meshlog.model.admit.NameRules;
import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.generated.TaggedService;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.zone.image.GeneratedResources.Kind;
import io.meshlog.zone.image.GeneratedResources.Name;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which of a zone's own Dataplanes carry which name, so that a look at a name costs what carries
 * it. Written by the fold alone, read by any thread.
 */
final class Carriers {
  private static final Comparator<Resource<DataplaneSpec>> AGE =
      Comparator.<Resource<DataplaneSpec>, Instant>comparing(Resource::created)
          .thenComparing(Resource::name);

  private final Map<Name, Set<ResourceKey>> byName = new ConcurrentHashMap<>();

  /** The names that either side of a change carries. */
  Set<Name> changed(
      ResourceKey key,
      @Nullable DataplaneSpec before,
      Labels old,
      @Nullable DataplaneSpec after,
      Labels now) {
    Set<Name> gone = names(key.mesh(), before, old);
    Set<Name> here = names(key.mesh(), after, now);
    gone.stream()
        .filter(name -> !here.contains(name))
        .forEach(name ->
            byName.computeIfPresent(
                name,
                (none, keys) -> {
                  keys.remove(key);
                  return keys.isEmpty() ? null : keys;
                }));
    here.forEach(
        name -> byName.computeIfAbsent(name, none -> ConcurrentHashMap.newKeySet()).add(key));
    Set<Name> both = new HashSet<>(gone);
    both.addAll(here);
    return both;
  }

  private static Set<Name> names(String mesh, @Nullable DataplaneSpec dataplane, Labels labels) {
    Set<Name> names = new HashSet<>();
    if (dataplane == null) {
      return names;
    }
    TaggedService.names(dataplane).forEach(tag -> names.add(new Name(Kind.SERVICE, mesh, tag)));
    String workload = labels.getOrEmpty(Labels.WORKLOAD);
    if (NameRules.dnsLabel(workload)) {
      names.add(new Name(Kind.WORKLOAD, mesh, workload));
    }
    return names;
  }

  Set<Name> all() {
    return Set.copyOf(byName.keySet());
  }

  /** The oldest first. */
  List<Resource<DataplaneSpec>> of(Name name, MeshImage image) {
    return byName.getOrDefault(name, Set.of()).stream()
        .flatMap(key -> image.find(key).stream())
        .map(found -> found.as(CoreTypes.DATAPLANE))
        .sorted(AGE)
        .toList();
  }
}
