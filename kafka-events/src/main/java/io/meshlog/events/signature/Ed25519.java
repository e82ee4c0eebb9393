package io.meshlog.events.signature;

import io.meshlog.events.chain.Sha256;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** Ed25519 as RFC 8032 has it: public keys are 32 bytes, signatures 64. Thread-safe. */
final class Ed25519 {
  private static final int PUBLIC_KEY_BYTES = 32;
  private static final int ID_BYTES = 8;

  /** What precedes a public key's 32 bytes in the encoding the JDK reads (RFC 8410). */
  private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private Ed25519() {}

  /** The first bytes of its hash: an id can name no other key. */
  static String idOf(byte[] publicKey) {
    return HexFormat.of().formatHex(Arrays.copyOf(Sha256.of(publicKey), ID_BYTES));
  }

  static byte[] raw(PublicKey key) {
    byte[] encoded = key.getEncoded();
    byte[] raw = Arrays.copyOfRange(encoded, SPKI_PREFIX.length, encoded.length);
    if (raw.length != PUBLIC_KEY_BYTES) {
      throw new IllegalArgumentException("not an Ed25519 public key");
    }
    return raw;
  }

  /**
   * @throws IllegalArgumentException when these are not the bytes of a public key
   */
  static PublicKey publicKey(byte[] raw) {
    if (raw.length != PUBLIC_KEY_BYTES) {
      throw new IllegalArgumentException("a public key has 32 bytes, not " + raw.length);
    }
    byte[] encoded = Arrays.copyOf(SPKI_PREFIX, SPKI_PREFIX.length + raw.length);
    System.arraycopy(raw, 0, encoded, SPKI_PREFIX.length, raw.length);
    try {
      return factory().generatePublic(new X509EncodedKeySpec(encoded));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not an Ed25519 public key", e);
    }
  }

  static PrivateKey privateKey(byte[] pkcs8) {
    try {
      return factory().generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not an Ed25519 private key", e);
    }
  }

  static byte[] sign(PrivateKey key, byte[] content) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(key);
      signature.update(content);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK signs with Ed25519", e);
    }
  }

  /** False for whatever is not this key's signature of this content. */
  static boolean verifies(PublicKey key, byte[] content, byte[] value) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initVerify(key);
      signature.update(content);
      return signature.verify(value);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static KeyFactory factory() throws GeneralSecurityException {
    return KeyFactory.getInstance("Ed25519");
  }
}
