package io.meshlog.api.token;

import java.util.List;

/**
 * Public keys that the settings name, for tokens that are made offline: beside the keys in secrets,
 * or instead of them.
 */
public record ValidationKeys(Fixed user, Fixed zone, Fixed dataplane) {
  /** None: keys are in secrets. */
  public static final ValidationKeys NONE = new ValidationKeys(Fixed.NONE, Fixed.NONE, Fixed.NONE);

  /**
   * @param useSecrets whether keys are looked for in secrets, too
   */
  public record Fixed(boolean useSecrets, List<Key> keys) {
    static final Fixed NONE = new Fixed(true, List.of());

    public Fixed {
      keys = List.copyOf(keys);
    }

    /** Those with a key id, of one mesh. */
    List<RsaKeyPem> named(String mesh, String serial) {
      return keys.stream()
          .filter(key -> key.mesh().equals(mesh) && key.serial().equals(serial))
          .map(Key::key)
          .toList();
    }
  }

  /**
   * @param mesh whose tokens it verifies, empty for those of users and zones
   * @param serial the token header's {@code kid}
   */
  public record Key(String mesh, String serial, RsaKeyPem key) {}

  Fixed of(KeyRing ring) {
    return switch (ring.kind()) {
      case USER -> user;
      case ZONE -> zone;
      case DATAPLANE -> dataplane;
    };
  }
}
