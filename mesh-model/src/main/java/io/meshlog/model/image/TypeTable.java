package io.meshlog.model.image;

import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * The live resources of one type: by key, and sorted by (mesh, served name). Where a copy that
 * keeps its name meets a resource of this control plane, Global's has the name and the other waits
 * in its shadow: a zone that is federated later goes by Global's Mesh. Immutable.
 */
record TypeTable(
    PMap<ResourceKey, Resource<?>> byKey,
    PSortedMap<Slot, Resource<?>> byName,
    PMap<Slot, Resource<?>> shadowed) {

  /** The place of a resource in lists. */
  record Slot(String mesh, String name) implements Comparable<Slot> {
    private static final Comparator<Slot> ORDER =
        Comparator.comparing(Slot::mesh).thenComparing(Slot::name);

    @Override
    public int compareTo(Slot other) {
      return ORDER.compare(this, other);
    }
  }

  static final TypeTable EMPTY =
      new TypeTable(HashTreePMap.empty(), TreePMap.empty(), HashTreePMap.empty());

  TypeTable with(Resource<?> resource) {
    PMap<ResourceKey, Resource<?>> keys = byKey.plus(resource.key(), resource);
    Slot slot = new Slot(resource.mesh(), resource.name());
    Resource<?> there = byName.get(slot);
    if (there == null || there.key().equals(resource.key())) {
      return new TypeTable(keys, byName.plus(slot, resource), shadowed);
    }
    return resource.origin().isGlobal()
        ? new TypeTable(keys, byName.plus(slot, resource), shadowed.plus(slot, there))
        : new TypeTable(keys, byName, shadowed.plus(slot, resource));
  }

  TypeTable without(Resource<?> resource) {
    PMap<ResourceKey, Resource<?>> keys = byKey.minus(resource.key());
    Slot slot = new Slot(resource.mesh(), resource.name());
    Resource<?> there = byName.get(slot);
    if (there != null && !there.key().equals(resource.key())) {
      return new TypeTable(keys, byName, shadowed.minus(slot));
    }
    Resource<?> next = shadowed.get(slot);
    return next == null
        ? new TypeTable(keys, byName.minus(slot), shadowed)
        : new TypeTable(keys, byName.plus(slot, next), shadowed.minus(slot));
  }

  Optional<Resource<?>> find(ResourceKey key) {
    return Optional.ofNullable(byKey.get(key));
  }

  Optional<Resource<?>> find(String mesh, String name) {
    return Optional.ofNullable(byName.get(new Slot(mesh, name)));
  }

  /** Those that have their name, in order. */
  Collection<Resource<?>> all() {
    return byName.values();
  }

  /** Those of one mesh, by name. Mesh names sort before their successor {@code mesh + NUL}. */
  Collection<Resource<?>> inMesh(String mesh) {
    return byName.subMap(new Slot(mesh, ""), new Slot(mesh + '\0', "")).values();
  }
}
