package io.meshlog.api.envoy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What came of an {@link AdminQuestion}. */
public sealed interface AdminAnswer {
  /** As Envoy said it. */
  record Said(byte[] body) implements AdminAnswer {}

  /**
   * The proxy did not answer, or not in a way that can be passed on.
   *
   * @param why for whoever runs the control plane
   */
  record Failed(String why) implements AdminAnswer {}

  /** Too many ask at the moment. */
  record Busy() implements AdminAnswer {}

  byte SAID = 0;
  byte FAILED = 1;
  byte BUSY = 2;

  /** For another control plane to {@link #read}. */
  default byte[] bytes() {
    return switch (this) {
      case Said(byte[] body) -> of(SAID, body);
      case Failed(String why) -> of(FAILED, why.getBytes(StandardCharsets.UTF_8));
      case Busy() -> of(BUSY, new byte[0]);
    };
  }

  private static byte[] of(byte kind, byte[] rest) {
    return ByteBuffer.allocate(1 + rest.length).put(kind).put(rest).array();
  }

  static AdminAnswer read(byte[] bytes) {
    if (bytes.length == 0) {
      return new Failed("the zone's answer is empty");
    }
    byte[] rest = new byte[bytes.length - 1];
    System.arraycopy(bytes, 1, rest, 0, rest.length);
    return switch (bytes[0]) {
      case SAID -> new Said(rest);
      case BUSY -> new Busy();
      default -> new Failed(new String(rest, StandardCharsets.UTF_8));
    };
  }
}
