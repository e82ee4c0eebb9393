package io.meshlog.xds.policy.meshtrace;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.config.trace.v3.DatadogConfig;
import io.envoyproxy.envoy.config.trace.v3.OpenTelemetryConfig;
import io.envoyproxy.envoy.config.trace.v3.Tracing.Http;
import io.envoyproxy.envoy.config.trace.v3.ZipkinConfig;
import io.envoyproxy.envoy.config.trace.v3.ZipkinConfig.CollectorEndpointVersion;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.type.tracing.v3.CustomTag;
import io.envoyproxy.envoy.type.v3.Percent;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.draft.ClusterDraft;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.policy.Collector;
import io.meshlog.xds.policy.OtelPipe;
import io.meshlog.xds.policy.OtelPipe.Signal;
import io.meshlog.xds.policy.Percentages;
import io.meshlog.xds.policy.ProxyLabels;
import io.meshlog.xds.policy.meshtrace.MeshTrace.ApiVersion;
import io.meshlog.xds.policy.meshtrace.MeshTrace.Backend;
import io.meshlog.xds.policy.meshtrace.MeshTrace.Conf;
import io.meshlog.xds.policy.meshtrace.MeshTrace.Datadog;
import io.meshlog.xds.policy.meshtrace.MeshTrace.Sampling;
import io.meshlog.xds.policy.meshtrace.MeshTrace.Tag;
import io.meshlog.xds.policy.meshtrace.MeshTrace.Zipkin;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one proxy's connection managers get, and the cluster of the collector. */
final class Tracing {
  private static final String OTEL = "meshtrace:opentelemetry";
  private static final int GRPC_PORT = 4317;
  private static final int HTTP_PORT = 4318;
  private static final long EXPORT_TIMEOUT_S = 10;

  private final Conf conf;
  private final Backend backend;
  private final Collector collector;
  private final ProxyDraft proxy;
  private final String service;

  private Tracing(Conf conf, Backend backend, Collector collector, ProxyDraft proxy) {
    this.conf = conf;
    this.backend = backend;
    this.collector = collector;
    this.proxy = proxy;
    this.service = ProxyLabels.service(proxy.dataplane());
  }

  /** Empty without a backend, or with one that is not known here. */
  static Optional<Tracing> of(Conf conf, ProxyDraft proxy) {
    return conf.backendsOrNone().stream()
        .findFirst()
        .flatMap(backend ->
            collector(backend, proxy)
                .map(collector -> new Tracing(conf, backend, collector, proxy)));
  }

  private static Optional<Collector> collector(Backend backend, ProxyDraft proxy) {
    return switch (backend.type()) {
      case Zipkin ->
          Optional.ofNullable(backend.zipkin())
              .flatMap(zipkin -> Collector.atUrl("meshtrace:zipkin", zipkin.url(), -1));
      case Datadog ->
          Optional.ofNullable(backend.datadog())
              .flatMap(datadog -> Collector.atUrl("meshtrace:datadog", datadog.url(), -1));
      case OpenTelemetry ->
          Optional.ofNullable(backend.openTelemetry())
              .flatMap(otel ->
                  otel.backendRef() == null
                      ? Collector.openTelemetry(OTEL, otel.endpoint(), GRPC_PORT, HTTP_PORT)
                      : OtelPipe.open(proxy, otel.backendRef(), Signal.traces, null)
                          .map(socket -> Collector.atSocket(OTEL, socket)));
      case null -> Optional.empty();
    };
  }

  ClusterDraft cluster() {
    return collector.cluster(proxy.dataplane());
  }

  HttpConnectionManager.Tracing inbound() {
    return manager(provider("_INBOUND"));
  }

  HttpConnectionManager.Tracing outbound(String destination) {
    return manager(provider("_OUTBOUND_" + destination));
  }

  /** At the edge a request on its way out is a span of its own. */
  HttpConnectionManager.Tracing gateway() {
    return manager(provider("")).toBuilder().setSpawnUpstreamSpan(BoolValue.of(true)).build();
  }

  private HttpConnectionManager.Tracing manager(Http provider) {
    HttpConnectionManager.Tracing.Builder tracing =
        HttpConnectionManager.Tracing.newBuilder()
            .setProvider(provider)
            .setSpawnUpstreamSpan(BoolValue.of(false))
            .addAllCustomTags(tags());
    Sampling sampling = conf.sampling();
    if (sampling != null) {
      percent(sampling.overall()).ifPresent(tracing::setOverallSampling);
      percent(sampling.client()).ifPresent(tracing::setClientSampling);
      percent(sampling.random()).ifPresent(tracing::setRandomSampling);
    }
    return tracing.build();
  }

  private static Optional<Percent> percent(@Nullable Object value) {
    return Optional.ofNullable(value)
        .flatMap(Percentages::decimal)
        .map(percent -> Percent.newBuilder().setValue(percent.doubleValue()).build());
  }

  /** The user's, then ours that the user did not name. */
  private List<CustomTag> tags() {
    List<CustomTag> tags = new ArrayList<>();
    conf.tagsOrNone().forEach(tag -> tags.add(tag(tag)));
    ProxyLabels.of(proxy)
        .forEach((name, value) -> {
          if (tags.stream().noneMatch(tag -> tag.getTag().equals(name))) {
            tags.add(literal(name, value));
          }
        });
    return tags;
  }

  private static CustomTag tag(Tag tag) {
    String name = Objects.requireNonNullElse(tag.name(), "");
    if (tag.header() == null) {
      return literal(name, Objects.requireNonNullElse(tag.literal(), ""));
    }
    CustomTag.Builder custom = CustomTag.newBuilder().setTag(name);
    custom
        .getRequestHeaderBuilder()
        .setName(Objects.requireNonNullElse(tag.header().name(), ""))
        .setDefaultValue(Objects.requireNonNullElse(tag.header().otherwise(), ""));
    return custom.build();
  }

  private static CustomTag literal(String name, String value) {
    CustomTag.Builder custom = CustomTag.newBuilder().setTag(name);
    custom.getLiteralBuilder().setValue(value);
    return custom.build();
  }

  private Http provider(String suffix) {
    return switch (backend.type()) {
      case Zipkin -> provider("envoy.tracers.zipkin", zipkin());
      case Datadog -> provider("envoy.tracers.datadog", datadog(suffix));
      case OpenTelemetry -> provider("envoy.tracers.opentelemetry", openTelemetry());
      case null -> throw new IllegalStateException("a collector without a backend");
    };
  }

  private static Http provider(String name, Message config) {
    return Http.newBuilder().setName(name).setTypedConfig(XdsResource.pack(config)).build();
  }

  private ZipkinConfig zipkin() {
    Zipkin zipkin = Objects.requireNonNull(backend.zipkin());
    URI url = collector.url();
    return ZipkinConfig.newBuilder()
        .setCollectorCluster(collector.name())
        .setCollectorEndpoint(url.getRawPath())
        .setCollectorHostname(url.getRawAuthority())
        .setTraceId128Bit(Boolean.TRUE.equals(zipkin.traceId128bit()))
        .setSharedSpanContext(
            BoolValue.of(Objects.requireNonNullElse(zipkin.sharedSpanContext(), true)))
        .setCollectorEndpointVersion(
            zipkin.apiVersion() == ApiVersion.httpProto
                ? CollectorEndpointVersion.HTTP_PROTO
                : CollectorEndpointVersion.HTTP_JSON)
        .build();
  }

  private DatadogConfig datadog(String suffix) {
    Datadog datadog = Objects.requireNonNull(backend.datadog());
    boolean split = Boolean.TRUE.equals(datadog.splitService());
    return DatadogConfig.newBuilder()
        .setCollectorCluster(collector.name())
        .setServiceName(split ? service + suffix : service)
        .build();
  }

  private OpenTelemetryConfig openTelemetry() {
    OpenTelemetryConfig.Builder config = OpenTelemetryConfig.newBuilder().setServiceName(service);
    if (collector.grpc()) {
      GrpcService.Builder grpc = config.getGrpcServiceBuilder();
      grpc.getEnvoyGrpcBuilder().setClusterName(collector.name());
    } else {
      config
          .getHttpServiceBuilder()
          .getHttpUriBuilder()
          .setUri(collector.url().toString())
          .setCluster(collector.name())
          .setTimeout(Duration.newBuilder().setSeconds(EXPORT_TIMEOUT_S));
    }
    return config.build();
  }
}
