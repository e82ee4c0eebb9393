package io.meshlog.api.token;

import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.secret.SecretSpec;
import io.meshlog.model.secret.TokenSecretNames;
import io.meshlog.model.types.CoreTypes;
import java.util.Optional;

/**
 * Where the keys of one kind of token are, and which tokens are revoked.
 *
 * @param type Secret (of a mesh) or GlobalSecret
 * @param mesh empty for GlobalSecret
 * @param prefix of the secrets' names; what follows is {@code -<serial>}
 * @param revocations name of the secret that lists revoked token ids: a GlobalSecret, and for
 *     tokens of dataplanes also a Secret of the mesh
 */
public record KeyRing(
    Kind kind, ResourceType<SecretSpec> type, String mesh, String prefix, String revocations) {

  /** Whose tokens they are. */
  public enum Kind {
    USER,
    ZONE,
    DATAPLANE
  }

  public static final KeyRing USER =
      new KeyRing(
          Kind.USER,
          CoreTypes.GLOBAL_SECRET,
          "",
          TokenSecretNames.USER_KEY,
          TokenSecretNames.USER_REVOCATIONS);
  public static final KeyRing ZONE =
      new KeyRing(
          Kind.ZONE,
          CoreTypes.GLOBAL_SECRET,
          "",
          TokenSecretNames.ZONE_KEY,
          TokenSecretNames.ZONE_REVOCATIONS);

  public static KeyRing dataplane(String mesh) {
    return new KeyRing(
        Kind.DATAPLANE,
        CoreTypes.SECRET,
        mesh,
        TokenSecretNames.DATAPLANE_KEY + mesh,
        TokenSecretNames.DATAPLANE_REVOCATIONS + mesh);
  }

  /** The ring whose tokens are judged otherwise when this resource changes, if any are. */
  public static Optional<KeyRing> changedBy(ResourceKey key) {
    String name = key.name();
    if (key.type().equals(CoreTypes.SECRET.name())) {
      return Optional.of(dataplane(key.mesh())).filter(ring -> ring.names(name));
    }
    if (!key.type().equals(CoreTypes.GLOBAL_SECRET.name())) {
      return Optional.empty();
    }
    if (name.startsWith(TokenSecretNames.DATAPLANE_REVOCATIONS)) {
      String mesh = name.substring(TokenSecretNames.DATAPLANE_REVOCATIONS.length());
      return Optional.of(dataplane(mesh));
    }
    if (ZONE.names(name) || TokenSecretNames.isZonePublicKey(name)) {
      return Optional.of(ZONE);
    }
    return Optional.of(USER).filter(ring -> ring.names(name));
  }

  private boolean names(String secret) {
    return secret.equals(revocations) || serial(secret) >= 0;
  }

  /** The number behind the prefix, 0 when there is none, -1 for another secret. */
  public long serial(String secret) {
    if (secret.equals(prefix)) {
      return 0;
    }
    String rest = secret.startsWith(prefix + '-') ? secret.substring(prefix.length() + 1) : "";
    return rest.matches("[1-9]\\d{0,17}") ? Long.parseLong(rest) : -1;
  }

  /** Name of the secret with this key; serial 0 is the name without a number. */
  public String secretName(String serial) {
    return serial.equals("0") ? prefix : prefix + '-' + serial;
  }

  /** Kuma's words for a key that is not there. */
  String missing(String serial) {
    return missingSecret(serial, secretName(serial));
  }

  /**
   * @param name of the secret that should hold it
   */
  String missingSecret(String serial, String name) {
    String where =
        mesh.isEmpty()
            ? "GlobalSecret of name \"" + name + "\" is not found"
            : "Secret of name \"" + name + "\" in mesh \"" + mesh + "\" is not found";
    return "there is no signing key with KID "
        + serial
        + ". "
        + where
        + ". If signing key was rotated, regenerate the token";
  }
}
