package io.meshlog.events.signature;

import java.util.Arrays;
import java.util.Base64;

/**
 * A signature as it stands in a record's headers {@code ce_mlkeyid} and {@code ce_mlsig}.
 *
 * @param keyId of the key that signed
 * @param value 64 bytes; in the header as base64
 */
public record EventSignature(String keyId, byte[] value) {

  /**
   * @throws IllegalArgumentException when the text is not base64
   */
  public static EventSignature parse(String keyId, String base64) {
    return new EventSignature(keyId, Base64.getDecoder().decode(base64));
  }

  public String base64() {
    return Base64.getEncoder().encodeToString(value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EventSignature that
        && keyId.equals(that.keyId)
        && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return 31 * keyId.hashCode() + Arrays.hashCode(value);
  }
}
