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

/** The live resources of one type: by key, and sorted by (mesh, served name). Immutable. */
record TypeTable(PMap<ResourceKey, Resource<?>> byKey, PSortedMap<Slot, Resource<?>> byName) {

  /** The place of a resource in lists. */
  record Slot(String mesh, String name) implements Comparable<Slot> {
    private static final Comparator<Slot> ORDER =
        Comparator.comparing(Slot::mesh).thenComparing(Slot::name);

    @Override
    public int compareTo(Slot other) {
      return ORDER.compare(this, other);
    }
  }

  static final TypeTable EMPTY = new TypeTable(HashTreePMap.empty(), TreePMap.empty());

  TypeTable with(Resource<?> resource) {
    return new TypeTable(
        byKey.plus(resource.key(), resource),
        byName.plus(new Slot(resource.mesh(), resource.name()), resource));
  }

  TypeTable without(Resource<?> resource) {
    return new TypeTable(
        byKey.minus(resource.key()), byName.minus(new Slot(resource.mesh(), resource.name())));
  }

  Optional<Resource<?>> find(ResourceKey key) {
    return Optional.ofNullable(byKey.get(key));
  }

  Optional<Resource<?>> find(String mesh, String name) {
    return Optional.ofNullable(byName.get(new Slot(mesh, name)));
  }

  Collection<Resource<?>> all() {
    return byName.values();
  }

  /** Those of one mesh, by name. Mesh names sort before their successor {@code mesh + NUL}. */
  Collection<Resource<?>> inMesh(String mesh) {
    return byName.subMap(new Slot(mesh, ""), new Slot(mesh + '\0', "")).values();
  }
}
