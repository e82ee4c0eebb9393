package io.meshlog.model.secret;

/**
 * Names of the secrets that tokens depend on (rest-and-dataplane-protocol.md 6), and which of the
 * global ones Global tells its zones of: what they need to verify zone tokens and what is revoked,
 * never what signs.
 */
public final class TokenSecretNames {
  public static final String USER_KEY = "user-token-signing-key";
  public static final String USER_REVOCATIONS = "user-token-revocations";
  public static final String ZONE_KEY = "zone-token-signing-key";
  public static final String ZONE_REVOCATIONS = "zone-token-revocations";

  /** Public half of {@link #ZONE_KEY}, made by Global for its zones. */
  public static final String ZONE_PUBLIC_KEY = "zone-token-signing-public-key";

  /** The mesh's name follows. */
  public static final String DATAPLANE_KEY = "dataplane-token-signing-key-";

  /** The mesh's name follows. */
  public static final String DATAPLANE_REVOCATIONS = "dataplane-token-revocations-";

  private TokenSecretNames() {}

  /** Whether Global's GlobalSecret of this name travels to its zones. */
  public static boolean forZones(String name) {
    return isZonePublicKey(name)
        || name.equals(ZONE_REVOCATIONS)
        || (name.startsWith(DATAPLANE_REVOCATIONS) && !name.equals(DATAPLANE_REVOCATIONS));
  }

  public static boolean isZonePublicKey(String name) {
    return name.equals(ZONE_PUBLIC_KEY) || name.startsWith(ZONE_PUBLIC_KEY + '-');
  }

  public static boolean isZoneKey(String name) {
    return name.equals(ZONE_KEY) || name.startsWith(ZONE_KEY + '-');
  }

  /** Name of the public half of the key that has this name. */
  public static String zonePublicKey(String zoneKey) {
    return ZONE_PUBLIC_KEY + zoneKey.substring(ZONE_KEY.length());
  }
}
