package io.meshlog.xds.baseline;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.envoyproxy.envoy.extensions.filters.http.grpc_stats.v3.FilterConfig;
import io.envoyproxy.envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.meshlog.xds.Names;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.XdsResource;

/** Filters that the baseline itself puts in. */
public final class Filters {
  /** Tells TLS from plain text and reads the SNI. */
  public static final ListenerFilter TLS_INSPECTOR =
      ListenerFilter.newBuilder()
          .setName("envoy.filters.listener.tls_inspector")
          .setTypedConfig(XdsResource.pack(TlsInspector.getDefaultInstance()))
          .build();

  public static final HttpFilter GRPC_STATS =
      HttpFilter.newBuilder()
          .setName("envoy.filters.http.grpc_stats")
          .setTypedConfig(
              XdsResource.pack(FilterConfig.newBuilder().setEmitFilterState(true).build()))
          .build();

  private Filters() {}

  /**
   * The Kafka filter. It is of Envoy's contrib builds only, and so is its message: written by hand,
   * {@code stat_prefix} is field 1.
   */
  static Filter kafka(String name) {
    UnknownFieldSet message =
        UnknownFieldSet.newBuilder()
            .addField(
                1,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(ByteString.copyFromUtf8(Names.sanitized(name)))
                    .build())
            .build();
    return Filter.newBuilder()
        .setName(ProxyFacts.KAFKA_FILTER)
        .setTypedConfig(
            Any.newBuilder()
                .setTypeUrl(
                    "type.googleapis.com/envoy.extensions.filters.network.kafka_broker.v3.KafkaBroker")
                .setValue(message.toByteString()))
        .build();
  }
}
