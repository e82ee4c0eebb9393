package io.meshlog.dp.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is written by hand is read by OpenTelemetry's own classes. */
class OtlpMetricsTest {
  private static final String TEXT =
      """
      # TYPE requests counter
      requests{code="2\\"0,0",path="a\\\\b\\n"} 12
      requests 3
      # TYPE live gauge
      live 1.5 1700000000000
      plain -Inf
      # TYPE time histogram
      time_bucket{h="x",le="0.5"} 2
      time_bucket{h="x",le="10"} 5
      time_bucket{h="x",le="+Inf"} 6
      time_sum{h="x"} 31.5
      time_count{h="x"} 6
      # TYPE size summary
      size{quantile="0.5"} 7
      size{quantile="0.99"} 9
      size_sum 100
      size_count 20
      broken{a="b 1
      nonsense
      """;

  private static ResourceMetrics metrics() throws InvalidProtocolBufferException {
    Exposition all = new Exposition(Map.of());
    all.add(TEXT, name -> true);
    byte[] bytes =
        OtlpMetrics.request(
            all, new TreeMap<>(Map.of("mesh", "default", "kuma_io_service", "web")), 5, 9);
    return ExportMetricsServiceRequest.parseFrom(bytes).getResourceMetrics(0);
  }

  private static Metric metric(String name) throws InvalidProtocolBufferException {
    List<Metric> found =
        metrics().getScopeMetrics(0).getMetricsList().stream()
            .filter(metric -> metric.getName().equals(name))
            .toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  @Test
  void theResourceHasTheLabels() throws Exception {
    assertThat(metrics().getResource().getAttributesList())
        .extracting(each -> each.getKey() + "=" + each.getValue().getStringValue())
        .containsExactly("kuma_io_service=web", "mesh=default", "service.name=web");
    assertThat(metrics().getScopeMetrics(0).getScope().getName()).isEqualTo("kuma-dp");
    assertThat(metrics().getScopeMetrics(0).getMetricsList())
        .extracting(Metric::getName)
        .containsExactlyInAnyOrder("requests", "live", "plain", "time", "size");
  }

  @Test
  void countersAreSums() throws Exception {
    var sum = metric("requests").getSum();
    assertThat(sum.getIsMonotonic()).isTrue();
    assertThat(sum.getAggregationTemporality())
        .isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
    var point = sum.getDataPoints(0);
    assertThat(point.getAsDouble()).isEqualTo(12);
    assertThat(point.getStartTimeUnixNano()).isEqualTo(5);
    assertThat(point.getTimeUnixNano()).isEqualTo(9);
    assertThat(point.getAttributesList())
        .extracting(each -> each.getKey() + "=" + each.getValue().getStringValue())
        .containsExactly("code=2\"0,0", "path=a\\b\n");
    assertThat(sum.getDataPoints(1).getAttributesList()).isEmpty();
  }

  @Test
  void whatIsNeitherIsAGauge() throws Exception {
    assertThat(metric("live").getGauge().getDataPoints(0).getAsDouble()).isEqualTo(1.5);
    assertThat(metric("plain").getGauge().getDataPoints(0).getAsDouble())
        .isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void histogramsCountWhatIsBetweenTwoBounds() throws Exception {
    var histogram = metric("time").getHistogram();
    assertThat(histogram.getAggregationTemporality())
        .isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
    HistogramDataPoint point = histogram.getDataPoints(0);
    assertThat(point.getExplicitBoundsList()).containsExactly(0.5, 10.0);
    assertThat(point.getBucketCountsList()).containsExactly(2L, 3L, 1L);
    assertThat(point.getCount()).isEqualTo(6);
    assertThat(point.getSum()).isEqualTo(31.5);
    assertThat(point.getAttributesList()).hasSize(1);
  }

  @Test
  void summariesHaveQuantiles() throws Exception {
    SummaryDataPoint point = metric("size").getSummary().getDataPoints(0);
    assertThat(point.getCount()).isEqualTo(20);
    assertThat(point.getSum()).isEqualTo(100);
    assertThat(point.getQuantileValuesList())
        .extracting(each -> each.getQuantile() + ":" + each.getValue())
        .containsExactly("0.5:7.0", "0.99:9.0");
  }
}
