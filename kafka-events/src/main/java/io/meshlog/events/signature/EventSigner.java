package io.meshlog.events.signature;

import io.meshlog.model.zone.SigningKey;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Base64;
import java.util.UUID;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;

/**
 * The private half of a signing key. The same statement always gets the same signature.
 * Thread-safe.
 */
public final class EventSigner {
  private final String id;
  private final byte[] publicKey;
  private final Ed25519PrivateKeyParameters privateKey;

  private EventSigner(byte[] publicKey, Ed25519PrivateKeyParameters privateKey) {
    this.id = Ed25519.idOf(publicKey);
    this.publicKey = publicKey;
    this.privateKey = privateKey;
  }

  public static EventSigner of(PublicKey publicKey, PrivateKey privateKey) {
    return of(Ed25519.raw(publicKey), privateKey.getEncoded());
  }

  /**
   * @param publicKey 32 bytes
   * @param pkcs8 the private key
   * @throws IllegalArgumentException when they are no keys
   */
  public static EventSigner of(byte[] publicKey, byte[] pkcs8) {
    return new EventSigner(publicKey.clone(), Ed25519.privateKey(pkcs8));
  }

  public String id() {
    return id;
  }

  /** 32 bytes. */
  public byte[] publicKey() {
    return publicKey.clone();
  }

  public EventSignature sign(Statement statement) {
    return new EventSignature(id, Ed25519.sign(privateKey, statement.bytes()));
  }

  /** This key as the first of its log. */
  public SigningKey first(long fromPos) {
    return new SigningKey(id, base64(publicKey), fromPos, null, null);
  }

  /** Another key of the same log, vouched for by this one. */
  public SigningKey endorse(UUID logId, EventSigner next, long fromPos) {
    byte[] content = Endorsement.bytes(logId, next.id, next.publicKey, fromPos);
    return new SigningKey(
        next.id, base64(next.publicKey), fromPos, id, base64(Ed25519.sign(privateKey, content)));
  }

  private static String base64(byte[] value) {
    return Base64.getEncoder().encodeToString(value);
  }

  /** Names the key, never shows it. */
  @Override
  public String toString() {
    return "EventSigner[" + id + "]";
  }
}
