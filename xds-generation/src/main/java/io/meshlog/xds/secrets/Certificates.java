package io.meshlog.xds.secrets;

import java.util.Map;
import java.util.Optional;

/**
 * The certificates of one proxy, made by the caller.
 *
 * @param identities by mesh: one for a sidecar
 * @param authorities by mesh: the PEM certificates of its CA, joined
 */
public record Certificates(Map<String, IdentityCert> identities, Map<String, String> authorities) {
  public static final Certificates NONE = new Certificates(Map.of(), Map.of());

  public Certificates {
    identities = Map.copyOf(identities);
    authorities = Map.copyOf(authorities);
  }

  public static Certificates of(String mesh, IdentityCert identity, String authority) {
    return new Certificates(Map.of(mesh, identity), Map.of(mesh, authority));
  }

  public Optional<IdentityCert> identity(String mesh) {
    return Optional.ofNullable(identities.get(mesh));
  }
}
