package io.meshlog.dp.metrics;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes one protobuf message: the five kinds of fields that OTLP's metrics have. */
final class ProtoBytes {
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int LENGTH = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  ProtoBytes number(int field, long value) {
    varint(field << 3 | VARINT);
    varint(value);
    return this;
  }

  ProtoBytes fixed(int field, long value) {
    varint(field << 3 | FIXED_64);
    out.writeBytes(eight(value));
    return this;
  }

  ProtoBytes real(int field, double value) {
    return fixed(field, Double.doubleToRawLongBits(value));
  }

  ProtoBytes text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtoBytes message(int field, ProtoBytes message) {
    return bytes(field, message.bytes());
  }

  /** Many of 64 bits each, one after the other. */
  ProtoBytes packed(int field, long[] values) {
    ByteBuffer all = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      all.putLong(value);
    }
    return bytes(field, all.array());
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  private ProtoBytes bytes(int field, byte[] value) {
    varint(field << 3 | LENGTH);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static byte[] eight(long value) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }
}
