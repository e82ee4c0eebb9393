package io.meshlog.bench.propagate;

import io.meshlog.bench.Percentiles;
import java.util.List;

/**
 * How long one kind of change took, and what it cost; or, of no proxies, how long a part of its way
 * took.
 *
 * @param title what is timed
 * @param latency from before the PUT to the last acknowledgement
 * @param cpuMillis of each of {@link Propagate#CONTROL_PLANES}, per change; empty of a part
 * @param responses per change
 * @param concerned proxies that had to acknowledge it
 */
public record Propagated(
    String title, Percentiles latency, List<Double> cpuMillis, double responses, int concerned) {
  public Propagated {
    cpuMillis = List.copyOf(cpuMillis);
  }
}
