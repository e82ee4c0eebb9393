package io.meshlog.model.resource;

import java.util.Comparator;

/**
 * Identity of a resource, the same seen from every control plane. A stream of the log is one key.
 *
 * <p>{@code name} is the name its maker gave it (Kuma's display name). The name under which another
 * control plane serves a copy is derived: see {@link HashedName} and {@code MeshImage}.
 *
 * @param type name of the resource type, e.g. {@code Dataplane}
 * @param mesh the mesh, empty for types of global scope
 * @param origin the control plane that owns it
 * @param name display name
 */
public record ResourceKey(String type, String mesh, Origin origin, String name)
    implements Comparable<ResourceKey> {
  private static final Comparator<ResourceKey> ORDER =
      Comparator.comparing(ResourceKey::type)
          .thenComparing(ResourceKey::mesh)
          .thenComparing(ResourceKey::origin)
          .thenComparing(ResourceKey::name);

  @Override
  public int compareTo(ResourceKey other) {
    return ORDER.compare(this, other);
  }

  /**
   * The resource key of the event contract, {@code type/mesh/origin/name} with {@code -} for no
   * mesh (event-log-design.md section 5).
   */
  @Override
  public String toString() {
    return type + '/' + (mesh.isEmpty() ? "-" : mesh) + '/' + origin + '/' + name;
  }

  /** Reads what {@link #toString} writes. Names never hold a slash. */
  public static ResourceKey parse(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length != 4) {
      throw new IllegalArgumentException("not a resource key: " + text);
    }
    String mesh = parts[1].equals("-") ? "" : parts[1];
    return new ResourceKey(parts[0], mesh, Origin.parse(parts[2]), parts[3]);
  }
}
