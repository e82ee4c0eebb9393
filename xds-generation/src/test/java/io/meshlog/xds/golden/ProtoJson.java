package io.meshlog.xds.golden;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import com.google.protobuf.util.JsonFormat.TypeRegistry;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.rbac.v3.Action;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.trace.v3.DatadogConfig;
import io.envoyproxy.envoy.config.trace.v3.OpenTelemetryConfig;
import io.envoyproxy.envoy.config.trace.v3.ZipkinConfig;
import io.envoyproxy.envoy.extensions.access_loggers.file.v3.FileAccessLog;
import io.envoyproxy.envoy.extensions.access_loggers.filters.cel.v3.ExpressionFilter;
import io.envoyproxy.envoy.extensions.access_loggers.open_telemetry.v3.OpenTelemetryAccessLogConfig;
import io.envoyproxy.envoy.extensions.common.matching.v3.ExtensionWithMatcher;
import io.envoyproxy.envoy.extensions.compression.gzip.compressor.v3.Gzip;
import io.envoyproxy.envoy.extensions.filters.common.matcher.action.v3.SkipFilter;
import io.envoyproxy.envoy.extensions.filters.http.compressor.v3.Compressor;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.listener.http_inspector.v3.HttpInspector;
import io.envoyproxy.envoy.extensions.filters.listener.original_dst.v3.OriginalDst;
import io.envoyproxy.envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol;
import io.envoyproxy.envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.set_filter_state.v3.Config;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.extensions.filters.udp.dns_filter.v3.DnsFilterConfig;
import io.envoyproxy.envoy.extensions.health_check.event_sinks.file.v3.HealthCheckEventFileSink;
import io.envoyproxy.envoy.extensions.matching.common_inputs.network.v3.ServerNameInput;
import io.envoyproxy.envoy.extensions.matching.common_inputs.ssl.v3.UriSanInput;
import io.envoyproxy.envoy.extensions.retry.host.omit_host_metadata.v3.OmitHostMetadataConfig;
import io.envoyproxy.envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate;
import io.envoyproxy.envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.meshlog.xds.XdsResource;
import java.util.List;

/**
 * Resources as JSON with keys sorted. A policy that packs a message of a new type adds it to the
 * list here.
 */
final class ProtoJson {
  private static final List<Descriptor> TYPES =
      List.of(
          Cluster.getDescriptor(),
          ClusterLoadAssignment.getDescriptor(),
          Listener.getDescriptor(),
          RouteConfiguration.getDescriptor(),
          Secret.getDescriptor(),
          HttpConnectionManager.getDescriptor(),
          TcpProxy.getDescriptor(),
          Router.getDescriptor(),
          TlsInspector.getDescriptor(),
          DnsFilterConfig.getDescriptor(),
          DownstreamTlsContext.getDescriptor(),
          UpstreamTlsContext.getDescriptor(),
          HttpProtocolOptions.getDescriptor(),
          Compressor.getDescriptor(),
          Gzip.getDescriptor(),
          HttpInspector.getDescriptor(),
          OriginalDst.getDescriptor(),
          ProxyProtocol.getDescriptor(),
          FileAccessLog.getDescriptor(),
          OpenTelemetryAccessLogConfig.getDescriptor(),
          ExpressionFilter.getDescriptor(),
          ZipkinConfig.getDescriptor(),
          DatadogConfig.getDescriptor(),
          OpenTelemetryConfig.getDescriptor(),
          Action.getDescriptor(),
          UriSanInput.getDescriptor(),
          ServerNameInput.getDescriptor(),
          io.envoyproxy.envoy.extensions.filters.network.connection_limit.v3.ConnectionLimit
              .getDescriptor(),
          io.envoyproxy.envoy.extensions.filters.http.lua.v3.Lua.getDescriptor(),
          io.envoyproxy.envoy.extensions.filters.http.cors.v3.Cors.getDescriptor(),
          filterState(),
          PreviousHostsPredicate.getDescriptor(),
          OmitHostMetadataConfig.getDescriptor(),
          PreviousPrioritiesConfig.getDescriptor(),
          HealthCheckEventFileSink.getDescriptor(),
          HTTPFault.getDescriptor(),
          ExtensionWithMatcher.getDescriptor(),
          SkipFilter.getDescriptor(),
          io.envoyproxy.envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit
              .getDescriptor(),
          io.envoyproxy.envoy.extensions.filters.network.local_ratelimit.v3.LocalRateLimit
              .getDescriptor(),
          io.envoyproxy.envoy.extensions.filters.network.direct_response.v3.Config.getDescriptor(),
          io.envoyproxy.envoy.extensions.filters.network.rbac.v3.RBAC.getDescriptor(),
          io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBAC.getDescriptor(),
          io.envoyproxy.envoy.extensions.filters.http.grpc_stats.v3.FilterConfig.getDescriptor());

  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer()
          .usingTypeRegistry(TypeRegistry.newBuilder().add(TYPES).build())
          .sortingMapKeys();

  private ProtoJson() {}

  /** The filter's config as Envoy knows it: the API we compile against lacks the second field. */
  private static Descriptor filterState() {
    FileDescriptor known = Config.getDescriptor().getFile();
    FileDescriptorProto.Builder file = known.toProto().toBuilder();
    file.getMessageTypeBuilder(0)
        .addField(
            file.getMessageType(0).getField(0).toBuilder()
                .setName("on_downstream_tls_handshake")
                .setJsonName("onDownstreamTlsHandshake")
                .setNumber(2));
    try {
      FileDescriptor[] imports = known.getDependencies().toArray(FileDescriptor[]::new);
      return FileDescriptor.buildFrom(file.build(), imports).getMessageTypes().getFirst();
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }

  static String print(XdsResource resource) {
    try {
      return PRINTER.print(resource.value());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(
          resource.name() + " holds a type that " + ProtoJson.class + " does not list", e);
    }
  }
}
