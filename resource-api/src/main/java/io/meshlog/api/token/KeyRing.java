package io.meshlog.api.token;

import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.secret.SecretSpec;
import io.meshlog.model.types.CoreTypes;

/**
 * Where the keys of one kind of token are, and which tokens are revoked.
 *
 * @param type Secret (of a mesh) or GlobalSecret
 * @param mesh empty for GlobalSecret
 * @param prefix of the secrets' names; what follows is {@code -<serial>}
 * @param revocations name of the GlobalSecret that lists revoked token ids
 */
public record KeyRing(
    ResourceType<SecretSpec> type, String mesh, String prefix, String revocations) {
  public static final KeyRing USER =
      new KeyRing(CoreTypes.GLOBAL_SECRET, "", "user-token-signing-key", "user-token-revocations");
  public static final KeyRing ZONE =
      new KeyRing(CoreTypes.GLOBAL_SECRET, "", "zone-token-signing-key", "zone-token-revocations");

  public static KeyRing dataplane(String mesh) {
    return new KeyRing(
        CoreTypes.SECRET,
        mesh,
        "dataplane-token-signing-key-" + mesh,
        "dataplane-token-revocations-" + mesh);
  }

  /** Name of the secret with this key; serial 0 is the name without a number. */
  public String secretName(String serial) {
    return serial.equals("0") ? prefix : prefix + '-' + serial;
  }

  /** Kuma's words for a key that is not there. */
  String missing(String serial) {
    String name = secretName(serial);
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
