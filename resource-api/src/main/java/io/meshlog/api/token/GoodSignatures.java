package io.meshlog.api.token;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Which keys have signed which tokens, as far as that was verified: a proxy shows its token for its
 * bootstrap, on each stream, and again when all of them come back at once. Only the arithmetic is
 * spared; which keys count, times and revocations are looked at each time. Keeps the digests of the
 * last few thousand, no tokens. Thread-safe.
 */
final class GoodSignatures {
  private final Map<ByteBuffer, Boolean> known;

  GoodSignatures(int most) {
    known =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Boolean> eldest) {
            return size() > most;
          }
        };
  }

  /**
   * @param verified asked when this is not known to be so
   */
  boolean has(String token, RsaKeyPem key, BooleanSupplier verified) {
    ByteBuffer both = digest(token, key);
    synchronized (known) {
      if (known.get(both) != null) {
        return true;
      }
    }
    boolean good = verified.getAsBoolean();
    if (good) {
      synchronized (known) {
        known.put(both, true);
      }
    }
    return good;
  }

  /** The encoding of a key tells its own length, so nothing else looks the same. */
  private static ByteBuffer digest(String token, RsaKeyPem key) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(key.publicKey().getEncoded());
      return ByteBuffer.wrap(digest.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK knows SHA-256", e);
    }
  }
}
