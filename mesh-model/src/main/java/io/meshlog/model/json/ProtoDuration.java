package io.meshlog.model.json;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.Locale;

/**
 * A {@code google.protobuf.Duration} of a flat type. Read as Kuma reads it, in Go's syntax ({@code
 * 1m30s}); written in seconds with no, three, six or nine decimals ({@code 90s}, {@code 0.025s}).
 */
public record ProtoDuration(Duration value) {
  private static final int MILLI = 1_000_000;
  private static final int MICRO = 1_000;

  /** Throws IllegalArgumentException with Go's words when the text is no duration. */
  @JsonCreator
  public static ProtoDuration parse(String text) {
    return new ProtoDuration(GoDuration.parse(text).value());
  }

  public boolean isZero() {
    return value.isZero();
  }

  @Override
  @JsonValue
  public String toString() {
    Duration size = value.abs();
    StringBuilder out = new StringBuilder(value.isNegative() ? "-" : "").append(size.toSeconds());
    int nanos = size.toNanosPart();
    if (nanos == 0) {
      return out.append('s').toString();
    }
    if (nanos % MILLI == 0) {
      return out.append(String.format(Locale.ROOT, ".%03ds", nanos / MILLI)).toString();
    }
    if (nanos % MICRO == 0) {
      return out.append(String.format(Locale.ROOT, ".%06ds", nanos / MICRO)).toString();
    }
    return out.append(String.format(Locale.ROOT, ".%09ds", nanos)).toString();
  }
}
