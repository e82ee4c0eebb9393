package io.meshlog.store.secret;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/** AES-256-GCM with a random nonce in front. Thread-safe. */
final class AesGcm {
  static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecureRandom random = new SecureRandom();

  byte[] random(int bytes) {
    byte[] value = new byte[bytes];
    random.nextBytes(value);
    return value;
  }

  /**
   * @param bound what the content belongs to: opening it as anything else fails
   */
  byte[] seal(SecretKey key, byte[] content, String bound) {
    byte[] nonce = random(NONCE_BYTES);
    byte[] sealed = run(Cipher.ENCRYPT_MODE, key, nonce, content, bound);
    return ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
  }

  byte[] open(SecretKey key, byte[] sealed, String bound) {
    if (sealed.length <= NONCE_BYTES) {
      throw new SealBroken("content of " + bound + " is too short", new IllegalArgumentException());
    }
    byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
    byte[] content = Arrays.copyOfRange(sealed, NONCE_BYTES, sealed.length);
    return run(Cipher.DECRYPT_MODE, key, nonce, content, bound);
  }

  private static byte[] run(int mode, SecretKey key, byte[] nonce, byte[] input, String bound) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(bound.getBytes(StandardCharsets.UTF_8));
      return cipher.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new SealBroken("content of " + bound + " cannot be opened with its key", e);
    }
  }
}
