package io.meshlog.xds.state;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.dataplane.DataplaneSpec.Inbound;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Tags;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * The tags that inbounds of one mesh carry in this zone, ready or not: a service keeps its name
 * while its application restarts. Immutable; a change costs what it touches.
 *
 * @param sets how many inbounds carry a set
 * @param services how many carry a {@code kuma.io/service}
 */
record Carried(PMap<Tags, Integer> sets, PMap<String, Integer> services) {
  static final Carried NOTHING = new Carried(HashTreePMap.empty(), HashTreePMap.empty());

  /** Of a Dataplane: neither inbounds that are taken out nor such as have no port. */
  static List<Tags> by(@Nullable Resource<DataplaneSpec> dataplane) {
    return dataplane == null
        ? List.of()
        : dataplane.spec().net().inbounds().stream()
            .filter(inbound -> inbound.port() > 0 && !Inbound.IGNORED.equals(inbound.state()))
            .map(Inbound::tags)
            .filter(tags -> !tags.service().isEmpty())
            .toList();
  }

  Carried plus(Tags tags, int by) {
    return new Carried(plus(sets, tags, by), plus(services, tags.service(), by));
  }

  private static <K> PMap<K, Integer> plus(PMap<K, Integer> counts, K key, int by) {
    int now = counts.getOrDefault(key, 0) + by;
    return now == 0 ? counts.minus(key) : counts.plus(key, now);
  }

  /** Whether both say the same of these. */
  boolean agrees(Carried other, Set<Tags> about, boolean bySets) {
    return about.stream()
        .allMatch(tags ->
            bySets
                ? sets.containsKey(tags) == other.sets.containsKey(tags)
                : services.containsKey(tags.service())
                    == other.services.containsKey(tags.service()));
  }
}
