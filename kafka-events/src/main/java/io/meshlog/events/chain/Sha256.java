package io.meshlog.events.chain;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 over a sequence of fields, each preceded by its length in bytes (4 bytes, big endian; -1
 * for an absent one), so that no two different sequences have the same input. Not thread-safe.
 */
public final class Sha256 {
  private final MessageDigest digest = newDigest();
  private final ByteBuffer word = ByteBuffer.allocate(8);

  public static byte[] of(String text) {
    return newDigest().digest(text.getBytes(StandardCharsets.UTF_8));
  }

  public static byte[] of(byte[] content) {
    return newDigest().digest(content);
  }

  public Sha256 add(@Nullable String text) {
    return add(text == null ? null : text.getBytes(StandardCharsets.UTF_8));
  }

  public Sha256 add(byte @Nullable [] field) {
    digest.update(word.clear().putInt(field == null ? -1 : field.length).flip());
    if (field != null) {
      digest.update(field);
    }
    return this;
  }

  public Sha256 add(long number) {
    digest.update(word.clear().putInt(Long.BYTES).flip());
    digest.update(word.clear().putLong(number).flip());
    return this;
  }

  public Sha256 add(@Nullable UUID id) {
    return add(id == null ? null : id.toString());
  }

  /** The hash of all fields; the sequence starts anew. */
  public byte[] hash() {
    return digest.digest();
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
