package io.meshlog.model.resource;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The types a control plane knows, by name and by path. Immutable. */
public final class ResourceTypes {
  private final List<ResourceType<?>> all;
  private final Map<String, ResourceType<?>> byName = new HashMap<>();
  private final Map<String, ResourceType<?>> byPath = new HashMap<>();
  private final Map<String, ResourceType<?>> byShortName = new HashMap<>();

  private ResourceTypes(Collection<? extends ResourceType<?>> types) {
    this.all = List.copyOf(types);
    for (ResourceType<?> type : all) {
      putOnce(byName, type.name(), type);
      putOnce(byPath, type.path(), type);
      type.aliases().forEach(alias -> putOnce(byPath, alias, type));
      if (!type.shortName().isEmpty()) {
        putOnce(byShortName, type.shortName(), type);
      }
    }
  }

  public static ResourceTypes of(Collection<? extends ResourceType<?>> types) {
    return new ResourceTypes(types);
  }

  private static void putOnce(Map<String, ResourceType<?>> map, String key, ResourceType<?> type) {
    ResourceType<?> other = map.put(key, type);
    if (other != null) {
      throw new IllegalArgumentException(key + " names both " + other + " and " + type);
    }
  }

  public List<ResourceType<?>> all() {
    return all;
  }

  public Optional<ResourceType<?>> byName(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  public Optional<ResourceType<?>> byPath(String path) {
    return Optional.ofNullable(byPath.get(path));
  }

  public Optional<ResourceType<?>> byShortName(String shortName) {
    return Optional.ofNullable(byShortName.get(shortName));
  }

  /** The known type, or a stand-in that keeps the content of an unknown one as it is. */
  public ResourceType<?> byNameOrOpaque(String name) {
    ResourceType<?> known = byName.get(name);
    return known != null
        ? known
        : ResourceType.named(name, OpaqueSpec.class).path("unknown-" + name).nested().build();
  }
}
