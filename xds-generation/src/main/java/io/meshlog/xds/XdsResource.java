package io.meshlog.xds;

import com.google.protobuf.Any;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * One named resource, serialised once. An instance may be shared by many proxies.
 *
 * @param version hash of the content: equal versions are equal bytes
 * @param value the bytes as they go on the wire
 */
public record XdsResource(String name, String version, Any value) {

  public static XdsResource of(XdsType type, String name, Message message) {
    byte[] bytes = bytes(message);
    return new XdsResource(
        name,
        hash(bytes),
        Any.newBuilder()
            .setTypeUrl(type.typeUrl())
            .setValue(UnsafeByteOperations.unsafeWrap(bytes))
            .build());
  }

  /** Packs with map entries in key order, so that equal messages have equal bytes. */
  public static Any pack(Message message) {
    return Any.newBuilder()
        .setTypeUrl("type.googleapis.com/" + message.getDescriptorForType().getFullName())
        .setValue(UnsafeByteOperations.unsafeWrap(bytes(message)))
        .build();
  }

  private static byte[] bytes(Message message) {
    byte[] bytes = new byte[message.getSerializedSize()];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    try {
      message.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("an array cannot fail", e);
    }
    return bytes;
  }

  private static String hash(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** By name and content: the bytes need no second look. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof XdsResource that
        && name.equals(that.name)
        && version.equals(that.version);
  }

  @Override
  public int hashCode() {
    return version.hashCode();
  }

  @Override
  public String toString() {
    return name + '@' + version;
  }
}
