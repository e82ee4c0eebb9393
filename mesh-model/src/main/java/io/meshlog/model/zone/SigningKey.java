package io.meshlog.model.zone;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The public half of a key that signs a log's exported events (Ed25519), as its owner announces it.
 * A log's first key is believed with the log's id; each later one because an earlier one endorses
 * it.
 *
 * @param id follows from the public key: see {@code io.meshlog.events.signature}
 * @param publicKey 32 bytes in base64
 * @param fromPos since this position of the log every exported event is signed
 * @param endorsedBy id of the key that vouches for this one; null for the first
 * @param endorsement its signature, in base64
 */
public record SigningKey(
    String id,
    String publicKey,
    @JsonInclude(JsonInclude.Include.ALWAYS) long fromPos,
    @Nullable String endorsedBy,
    @Nullable String endorsement) {

  public SigningKey {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(publicKey, "publicKey");
  }
}
