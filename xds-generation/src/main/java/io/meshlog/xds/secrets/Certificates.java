package io.meshlog.xds.secrets;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The certificates of one proxy, made by the caller.
 *
 * @param identities by mesh: one for a sidecar; under {@link #ADMIN} that of its admin listener
 * @param authorities by mesh, as the identities: the PEM certificates of its CA, joined
 * @param contents of Secrets that the config needs; empty where there is no such Secret, no entry
 *     where it is not known yet
 */
public record Certificates(
    Map<String, IdentityCert> identities,
    Map<String, String> authorities,
    Map<SecretRef, Optional<String>> contents) {
  /** In place of a mesh: the listener in front of a proxy's admin. */
  public static final String ADMIN = "";

  public static final Certificates NONE = new Certificates(Map.of(), Map.of());

  public Certificates {
    identities = Map.copyOf(identities);
    authorities = Map.copyOf(authorities);
    contents = Map.copyOf(contents);
  }

  public Certificates(Map<String, IdentityCert> identities, Map<String, String> authorities) {
    this(identities, authorities, Map.of());
  }

  public static Certificates of(String mesh, IdentityCert identity, String authority) {
    return new Certificates(Map.of(mesh, identity), Map.of(mesh, authority));
  }

  public Optional<IdentityCert> identity(String mesh) {
    return Optional.ofNullable(identities.get(mesh));
  }

  private boolean isEmpty() {
    return identities.isEmpty() && authorities.isEmpty() && contents.isEmpty();
  }

  /** These and the others, of several meshes. */
  public Certificates and(Certificates others) {
    if (others.isEmpty() || isEmpty()) {
      return isEmpty() ? others : this;
    }
    return new Certificates(
        both(identities, others.identities),
        both(authorities, others.authorities),
        both(contents, others.contents));
  }

  private static <K, V> Map<K, V> both(Map<K, V> one, Map<K, V> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.isEmpty() ? other : one;
    }
    Map<K, V> all = new HashMap<>(one);
    all.putAll(other);
    return all;
  }
}
