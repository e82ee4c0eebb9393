package io.meshlog.model.secret;

import io.meshlog.model.resource.Spec;
import org.jspecify.annotations.Nullable;

/**
 * A secret. On its way in from a user {@code data} holds the content in base64 and {@code sealed}
 * is null; in the log, the image and on Kafka it is the other way round. Both null: never set.
 */
public record SecretSpec(@Nullable String data, @Nullable Sealed sealed) implements Spec {
  public static SecretSpec plain(String base64) {
    return new SecretSpec(base64, null);
  }

  /**
   * Content encrypted with AES-GCM under a data key of its own, which is kept apart from the log so
   * that deleting it destroys the content everywhere (design.md section 4).
   *
   * @param keyId names the data key
   * @param nonce 12 bytes in base64
   * @param ciphertext with the tag, in base64
   */
  public record Sealed(String keyId, String nonce, String ciphertext) {}
}
