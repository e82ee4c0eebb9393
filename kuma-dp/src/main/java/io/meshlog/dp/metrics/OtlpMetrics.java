package io.meshlog.dp.metrics;

import io.meshlog.dp.metrics.Exposition.Family;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Metrics as a request to a collector ({@code ExportMetricsServiceRequest} of OpenTelemetry):
 * counters as sums, histograms and summaries whole, all else as gauges.
 */
final class OtlpMetrics {
  private static final int CUMULATIVE = 2;

  private final long started;
  private final long now;

  private OtlpMetrics(long started, long now) {
    this.started = started;
    this.now = now;
  }

  /**
   * @param resource what all of them are of
   * @param started since when is counted, in nanoseconds, as {@code now}
   */
  static byte[] request(Exposition all, Map<String, String> resource, long started, long now) {
    OtlpMetrics metrics = new OtlpMetrics(started, now);
    ProtoBytes scope = new ProtoBytes();
    scope.message(1, new ProtoBytes().text(1, "kuma-dp"));
    all.families().forEach((name, family) -> metrics.add(name, family, scope));
    ProtoBytes of = new ProtoBytes();
    attributes(resource, 1, of);
    String service = resource.getOrDefault("kuma_io_service", resource.get("service"));
    if (service != null) {
      attribute("service.name", service, 1, of);
    }
    return new ProtoBytes().message(1, new ProtoBytes().message(1, of).message(2, scope)).bytes();
  }

  private void add(String name, Family family, ProtoBytes scope) {
    List<Sample> samples = new ArrayList<>();
    for (String line : family.samples()) {
      Sample sample = Sample.parse(line);
      if (sample != null) {
        samples.add(sample);
      }
    }
    if (samples.isEmpty()) {
      return;
    }
    ProtoBytes metric = new ProtoBytes().text(1, name);
    switch (family.kind()) {
      case "counter" -> metric.message(7, numbers(samples).number(2, CUMULATIVE).number(3, 1));
      case "histogram" -> metric.message(9, histograms(name, samples).number(2, CUMULATIVE));
      case "summary" -> metric.message(11, summaries(name, samples));
      default -> metric.message(5, numbers(samples));
    }
    scope.message(2, metric);
  }

  private ProtoBytes numbers(List<Sample> samples) {
    ProtoBytes points = new ProtoBytes();
    for (Sample sample : samples) {
      ProtoBytes point = times(new ProtoBytes()).real(4, sample.value());
      attributes(sample.labels(), 7, point);
      points.message(1, point);
    }
    return points;
  }

  private ProtoBytes times(ProtoBytes point) {
    return point.fixed(2, started).fixed(3, now);
  }

  /** Of a histogram or summary, what has the same labels. */
  private static final class Point {
    private final TreeMap<Double, Double> parts = new TreeMap<>();
    private double count;
    private double sum;
  }

  private static Map<Map<String, String>, Point> points(
      String family, List<Sample> samples, String partLabel, String partSuffix) {
    Map<Map<String, String>, Point> points = new LinkedHashMap<>();
    for (Sample sample : samples) {
      Map<String, String> labels = new LinkedHashMap<>(sample.labels());
      String part = labels.remove(partLabel);
      Point point = points.computeIfAbsent(labels, none -> new Point());
      String suffix = sample.name().substring(family.length());
      if (suffix.equals("_count")) {
        point.count = sample.value();
      } else if (suffix.equals("_sum")) {
        point.sum = sample.value();
      } else if (suffix.equals(partSuffix) && part != null) {
        Sample bound = Sample.parse("bound " + part);
        if (bound != null) {
          point.parts.put(bound.value(), sample.value());
        }
      }
    }
    return points;
  }

  /** Prometheus counts all below a bound, OTLP those since the bound before. */
  private ProtoBytes histograms(String family, List<Sample> samples) {
    ProtoBytes all = new ProtoBytes();
    points(family, samples, "le", "_bucket")
        .forEach((labels, point) -> {
          point.parts.remove(Double.POSITIVE_INFINITY);
          long[] counts = new long[point.parts.size() + 1];
          long[] bounds = new long[point.parts.size()];
          long below = 0;
          int i = 0;
          for (var part : point.parts.entrySet()) {
            long upTo = part.getValue().longValue();
            bounds[i] = Double.doubleToRawLongBits(part.getKey());
            counts[i++] = Math.max(0, upTo - below);
            below = upTo;
          }
          counts[i] = Math.max(0, (long) point.count - below);
          ProtoBytes out = times(new ProtoBytes()).fixed(4, (long) point.count).real(5, point.sum);
          out.packed(6, counts).packed(7, bounds);
          attributes(labels, 9, out);
          all.message(1, out);
        });
    return all;
  }

  private ProtoBytes summaries(String family, List<Sample> samples) {
    ProtoBytes all = new ProtoBytes();
    points(family, samples, "quantile", "")
        .forEach((labels, point) -> {
          ProtoBytes out = times(new ProtoBytes()).fixed(4, (long) point.count).real(5, point.sum);
          point.parts.forEach((quantile, value) ->
              out.message(6, new ProtoBytes().real(1, quantile).real(2, value)));
          attributes(labels, 7, out);
          all.message(1, out);
        });
    return all;
  }

  private static void attributes(Map<String, String> labels, int field, ProtoBytes into) {
    labels.forEach((key, value) -> attribute(key, value, field, into));
  }

  private static void attribute(String key, String value, int field, ProtoBytes into) {
    into.message(field, new ProtoBytes().text(1, key).message(2, new ProtoBytes().text(1, value)));
  }
}
