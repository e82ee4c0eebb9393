package io.meshlog.model.json;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Base64;

/**
 * Bytes of a flat type, kept as the base64 they are written in.
 *
 * @param base64 sound
 */
public record ProtoBytes(@JsonValue String base64) {
  /** Throws IllegalArgumentException when the text is no base64. */
  @JsonCreator
  public ProtoBytes {
    try {
      Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("must be base64", e);
    }
  }
}
