package io.meshlog.events.signature;

import io.meshlog.events.chain.Sha256;
import java.io.IOException;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.math.ec.rfc8032.Ed25519.Algorithm;

/**
 * Ed25519 as RFC 8032 has it: public keys are 32 bytes, signatures 64. BouncyCastle's, which makes
 * the JDK's signatures in a twentieth of its time (docs/decisions/0033). Thread-safe.
 */
final class Ed25519 {
  private static final int PUBLIC_KEY_BYTES = Ed25519PublicKeyParameters.KEY_SIZE;
  private static final int SIGNATURE_BYTES = Ed25519PrivateKeyParameters.SIGNATURE_SIZE;
  private static final int ID_BYTES = 8;

  /** What precedes a public key's 32 bytes in the encoding of the JDK (RFC 8410). */
  private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private Ed25519() {}

  /** The first bytes of its hash: an id can name no other key. */
  static String idOf(byte[] publicKey) {
    return HexFormat.of().formatHex(Arrays.copyOf(Sha256.of(publicKey), ID_BYTES));
  }

  static byte[] raw(PublicKey key) {
    byte[] encoded = key.getEncoded();
    if (encoded.length != SPKI_PREFIX.length + PUBLIC_KEY_BYTES) {
      throw new IllegalArgumentException("not an Ed25519 public key");
    }
    return Arrays.copyOfRange(encoded, SPKI_PREFIX.length, encoded.length);
  }

  /**
   * @throws IllegalArgumentException when these are not the bytes of a public key
   */
  static Ed25519PublicKeyParameters publicKey(byte[] raw) {
    if (raw.length != PUBLIC_KEY_BYTES) {
      throw new IllegalArgumentException("a public key has 32 bytes, not " + raw.length);
    }
    return new Ed25519PublicKeyParameters(raw, 0);
  }

  static Ed25519PrivateKeyParameters privateKey(byte[] pkcs8) {
    try {
      if (PrivateKeyFactory.createKey(pkcs8) instanceof Ed25519PrivateKeyParameters key) {
        return key;
      }
      throw new IllegalArgumentException("a private key, but not of Ed25519");
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("not an Ed25519 private key", e);
    }
  }

  static byte[] sign(Ed25519PrivateKeyParameters key, byte[] content) {
    byte[] signature = new byte[SIGNATURE_BYTES];
    key.sign(Algorithm.Ed25519, null, content, 0, content.length, signature, 0);
    return signature;
  }

  /** False for whatever is not this key's signature of this content. */
  static boolean verifies(Ed25519PublicKeyParameters key, byte[] content, byte[] value) {
    return value.length == SIGNATURE_BYTES
        && key.verify(Algorithm.Ed25519, null, content, 0, content.length, value, 0);
  }
}
