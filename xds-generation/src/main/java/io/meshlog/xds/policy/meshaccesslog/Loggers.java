package io.meshlog.xds.policy.meshaccesslog;

import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.SubstitutionFormatString;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.extensions.access_loggers.file.v3.FileAccessLog;
import io.envoyproxy.envoy.extensions.access_loggers.open_telemetry.v3.OpenTelemetryAccessLogConfig;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.draft.ClusterDraft;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.policy.Collector;
import io.meshlog.xds.policy.OtelPipe;
import io.meshlog.xds.policy.OtelPipe.Signal;
import io.meshlog.xds.policy.ProxyLabels;
import io.meshlog.xds.policy.Sockets;
import io.meshlog.xds.policy.meshaccesslog.MeshAccessLog.Backend;
import io.meshlog.xds.policy.meshaccesslog.MeshAccessLog.Entry;
import io.meshlog.xds.policy.meshaccesslog.MeshAccessLog.File;
import io.meshlog.xds.policy.meshaccesslog.MeshAccessLog.Format;
import io.meshlog.xds.policy.meshaccesslog.MeshAccessLog.Kind;
import io.meshlog.xds.policy.meshaccesslog.MeshAccessLog.OpenTelemetry;
import io.meshlog.xds.policy.meshaccesslog.MeshAccessLog.Tcp;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the loggers of one listener.
 *
 * @param http whether it speaks HTTP, which decides the default format
 */
record Loggers(ProxyDraft proxy, Placeholders placeholders, boolean http) {
  private static final String CLUSTER = "meshaccesslog:opentelemetry:";
  private static final int GRPC_PORT = 4317;

  /** Kuma's, letter by letter: what reads logs depends on it. */
  private static final String HTTP =
      "[%START_TIME%] %KUMA_MESH% \"%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%"
          + " %PROTOCOL%\" %RESPONSE_CODE% %RESPONSE_FLAGS% %BYTES_RECEIVED% %BYTES_SENT%"
          + " %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% \"%REQ(X-FORWARDED-FOR)%\""
          + " \"%REQ(USER-AGENT)%\" \"%REQ(X-B3-TRACEID?X-DATADOG-TRACEID)%\""
          + " \"%REQ(X-REQUEST-ID)%\" \"%REQ(:AUTHORITY)%\" \"%KUMA_SOURCE_SERVICE%\""
          + " \"%KUMA_DESTINATION_SERVICE%\" \"%KUMA_SOURCE_ADDRESS_WITHOUT_PORT%\""
          + " \"%UPSTREAM_HOST%\"";

  private static final String TCP =
      "[%START_TIME%] %RESPONSE_FLAGS% %KUMA_MESH%"
          + " %KUMA_SOURCE_ADDRESS_WITHOUT_PORT%(%KUMA_SOURCE_SERVICE%)->%UPSTREAM_HOST%"
          + "(%KUMA_DESTINATION_SERVICE%) took %DURATION%ms, sent %BYTES_SENT% bytes, received:"
          + " %BYTES_RECEIVED% bytes";

  /** Empty for a backend that leads nowhere. */
  Optional<AccessLog.Builder> logger(Backend backend) {
    return switch (backend.type()) {
      case File -> Optional.ofNullable(backend.file()).map(this::file);
      case OpenTelemetry ->
          Optional.ofNullable(backend.openTelemetry()).flatMap(this::openTelemetry);
      case Tcp -> Optional.ofNullable(backend.tcp()).flatMap(this::tcp);
      case null -> Optional.empty();
    };
  }

  private AccessLog.Builder file(File file) {
    return logger(
        "envoy.access_loggers.file",
        FileAccessLog.newBuilder()
            .setPath(Objects.requireNonNullElse(file.path(), ""))
            .setLogFormat(format(file.format()))
            .build());
  }

  /**
   * By way of kuma-dp, which reads from its pipe what goes where. It must be there: where it is not
   * Envoy makes a file.
   */
  private Optional<AccessLog.Builder> tcp(Tcp backend) {
    ProxyFacts facts = proxy.facts();
    if (!facts.has(ProxyFacts.TCP_ACCESS_LOGS) || facts.workdir().isEmpty()) {
      return Optional.empty();
    }
    SubstitutionFormatString said = format(backend.format());
    Value message =
        said.hasJsonFormat()
            ? Value.newBuilder().setStructValue(said.getJsonFormat()).build()
            : text(said.getTextFormatSource().getInlineString());
    Struct record =
        Struct.newBuilder()
            .putFields("address", text(Objects.requireNonNullElse(backend.address(), "")))
            .putFields("message", message)
            .build();
    return Optional.of(
        logger(
            "envoy.access_loggers.file",
            FileAccessLog.newBuilder()
                .setPath(Sockets.accessLogs(proxy))
                .setLogFormat(
                    SubstitutionFormatString.newBuilder()
                        .setJsonFormat(record)
                        .setOmitEmptyValues(said.getOmitEmptyValues()))
                .build()));
  }

  private static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  private static AccessLog.Builder logger(String name, Message config) {
    return AccessLog.newBuilder().setName(name).setTypedConfig(XdsResource.pack(config));
  }

  private String defaultFormat() {
    return placeholders.in(http ? HTTP : TCP);
  }

  private SubstitutionFormatString format(@Nullable Format format) {
    SubstitutionFormatString.Builder result = SubstitutionFormatString.newBuilder();
    if (format == null) {
      result.getTextFormatSourceBuilder().setInlineString(defaultFormat() + '\n');
      return result.build();
    }
    if (format.type() == Kind.Json && format.json() != null) {
      result.setJsonFormat(json(format.json()));
    } else {
      String plain = format.plain();
      result
          .getTextFormatSourceBuilder()
          .setInlineString((plain == null ? defaultFormat() : placeholders.in(plain)) + '\n');
    }
    return result.setOmitEmptyValues(Boolean.TRUE.equals(format.omitEmptyValues())).build();
  }

  private Struct json(List<Entry> entries) {
    Struct.Builder struct = Struct.newBuilder();
    for (Entry entry : entries) {
      struct.putFields(
          Objects.requireNonNullElse(entry.key(), ""),
          text(placeholders.in(Objects.requireNonNullElse(entry.value(), ""))));
    }
    return struct.build();
  }

  private Optional<AccessLog.Builder> openTelemetry(OpenTelemetry backend) {
    return cluster(backend)
        .map(cluster -> {
          OpenTelemetryAccessLogConfig.Builder config = OpenTelemetryAccessLogConfig.newBuilder();
          config
              .getCommonConfigBuilder()
              .setLogName("MeshAccessLog")
              .setTransportApiVersion(ApiVersion.V3)
              .getGrpcServiceBuilder()
              .getEnvoyGrpcBuilder()
              .setClusterName(cluster);
          KeyValueList.Builder attributes = config.getAttributesBuilder();
          for (Entry entry : backend.attributesOrNone()) {
            String value = placeholders.in(Objects.requireNonNullElse(entry.value(), ""));
            attributes.addValues(text(Objects.requireNonNullElse(entry.key(), ""), value));
          }
          config.setBody(
              backend.body() == null
                  ? AnyValue.newBuilder().setStringValue(defaultFormat()).build()
                  : LogBody.of(backend.body(), placeholders));
          KeyValueList.Builder resource = config.getResourceAttributesBuilder();
          ProxyLabels.of(proxy).forEach((key, value) -> resource.addValues(text(key, value)));
          return logger("envoy.access_loggers.open_telemetry", config.build());
        });
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  /** One cluster per endpoint, in the order in which loggers first name them. */
  private Optional<String> cluster(OpenTelemetry backend) {
    int next = 0;
    for (ClusterDraft known : proxy.extraClusters()) {
      if (known.name().startsWith(CLUSTER)) {
        ClusterLoadAssignment place = known.cluster().getLoadAssignment();
        if (collector(known.name(), backend)
            .map(Collector::place)
            .filter(place::equals)
            .isPresent()) {
          return Optional.of(known.name());
        }
        next++;
      }
    }
    Optional<Collector> collector = collector(CLUSTER + next, backend);
    collector.ifPresent(made -> proxy.addCluster(made.cluster(proxy.dataplane())));
    return collector.map(Collector::name);
  }

  private Optional<Collector> collector(String name, OpenTelemetry backend) {
    return backend.backendRef() == null
        ? Collector.grpc(name, backend.endpoint(), GRPC_PORT)
        : OtelPipe.open(proxy, backend.backendRef(), Signal.logs, null)
            .map(socket -> Collector.atSocket(name, socket));
  }
}
