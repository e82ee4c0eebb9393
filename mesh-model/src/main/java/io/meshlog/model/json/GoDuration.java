package io.meshlog.model.json;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A duration in the syntax of Go, which Kuma's policies use: {@code 1h30m}, {@code 250ms}, {@code
 * 0s}. Written in Go's canonical form ({@code 1h} becomes {@code 1h0m0s}).
 */
public record GoDuration(Duration value) {
  private static final Pattern PART =
      Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");
  private static final Map<String, Long> NANOS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "μs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);

  /** Throws IllegalArgumentException with Go's words when the text is no duration. */
  @JsonCreator
  public static GoDuration parse(String text) {
    String rest = text;
    boolean negative = rest.startsWith("-");
    if (negative || rest.startsWith("+")) {
      rest = rest.substring(1);
    }
    if (rest.equals("0")) {
      return new GoDuration(Duration.ZERO);
    }
    if (rest.isEmpty()) {
      throw invalid(text);
    }
    Matcher part = PART.matcher(rest);
    BigDecimal nanos = BigDecimal.ZERO;
    int end = 0;
    while (end < rest.length()) {
      if (!part.find(end) || part.start() != end) {
        throw invalid(text);
      }
      nanos =
          nanos.add(
              new BigDecimal(fix(part.group(1)))
                  .multiply(BigDecimal.valueOf(NANOS.get(part.group(2)))));
      end = part.end();
    }
    if (nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw invalid(text);
    }
    Duration value = Duration.ofNanos(nanos.longValue());
    return new GoDuration(negative ? value.negated() : value);
  }

  public static GoDuration ofSeconds(long seconds) {
    return new GoDuration(Duration.ofSeconds(seconds));
  }

  public static GoDuration ofMillis(long millis) {
    return new GoDuration(Duration.ofMillis(millis));
  }

  private static String fix(String number) {
    return number.endsWith(".") ? number + '0' : number;
  }

  private static IllegalArgumentException invalid(String text) {
    return new IllegalArgumentException("time: invalid duration \"" + text + '"');
  }

  public boolean isZero() {
    return value.isZero();
  }

  public boolean isPositive() {
    return value.isPositive();
  }

  @Override
  @JsonValue
  public String toString() {
    if (value.isZero()) {
      return "0s";
    }
    StringBuilder out = new StringBuilder(value.isNegative() ? "-" : "");
    Duration left = value.abs();
    if (left.compareTo(Duration.ofSeconds(1)) < 0) {
      return out.append(belowASecond(left.toNanos())).toString();
    }
    long hours = left.toHours();
    if (hours > 0) {
      out.append(hours).append('h');
    }
    if (left.toMinutes() > 0) {
      out.append(left.toMinutesPart()).append('m');
    }
    BigDecimal seconds =
        BigDecimal.valueOf(left.toSecondsPart())
            .add(BigDecimal.valueOf(left.toNanosPart(), 9))
            .stripTrailingZeros();
    return out.append(seconds.toPlainString()).append('s').toString();
  }

  private static String belowASecond(long nanos) {
    if (nanos < 1_000) {
      return nanos + "ns";
    }
    boolean micros = nanos < 1_000_000;
    BigDecimal amount = BigDecimal.valueOf(nanos, micros ? 3 : 6).stripTrailingZeros();
    return amount.toPlainString() + (micros ? "µs" : "ms");
  }
}
