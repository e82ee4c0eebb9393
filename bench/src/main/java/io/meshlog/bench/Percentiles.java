package io.meshlog.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Latencies of one kind of change, in nanoseconds, sorted. */
public record Percentiles(long[] sorted) {
  public static Percentiles of(List<Long> nanos) {
    return new Percentiles(nanos.stream().mapToLong(Long::longValue).sorted().toArray());
  }

  /** Nearest rank, in milliseconds; NaN when nothing was measured. */
  public double millis(double percent) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int rank = (int) Math.ceil(percent / 100 * sorted.length);
    return sorted[Math.max(0, rank - 1)] / 1e6;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "p50 %.1f ms  p99 %.1f ms  max %.1f ms  (n=%d)",
        millis(50),
        millis(99),
        millis(100),
        sorted.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Percentiles that && Arrays.equals(sorted, that.sorted);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sorted);
  }
}
