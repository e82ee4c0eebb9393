package io.meshlog.xds.policy.meshhealthcheck;

import com.google.protobuf.BoolValue;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HealthCheck;
import io.envoyproxy.envoy.config.core.v3.HealthCheck.GrpcHealthCheck;
import io.envoyproxy.envoy.config.core.v3.HealthCheck.HttpHealthCheck;
import io.envoyproxy.envoy.config.core.v3.HealthCheck.Payload;
import io.envoyproxy.envoy.config.core.v3.HealthCheck.TcpHealthCheck;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.extensions.health_check.event_sinks.file.v3.HealthCheckEventFileSink;
import io.envoyproxy.envoy.type.v3.CodecClientType;
import io.meshlog.model.json.GoDuration;
import io.meshlog.xds.Protocol;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.policy.Durations;
import io.meshlog.xds.policy.PolicyChecks;
import io.meshlog.xds.policy.meshhealthcheck.MeshHealthCheck.Conf;
import io.meshlog.xds.policy.meshhealthcheck.MeshHealthCheck.Grpc;
import io.meshlog.xds.policy.meshhealthcheck.MeshHealthCheck.Http;
import io.meshlog.xds.policy.meshhealthcheck.MeshHealthCheck.Tcp;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From a conf to the health check of one cluster (policies.md 2.16). */
final class HealthChecks {
  private static final GoDuration INTERVAL = GoDuration.ofSeconds(60);
  private static final GoDuration TIMEOUT = GoDuration.ofSeconds(15);
  private static final int UNHEALTHY = 5;
  private static final int HEALTHY = 1;

  private HealthChecks() {}

  /**
   * By the protocol: its own section, or TCP when that section is there but switched off.
   *
   * @param tags header that every request carries
   */
  static Optional<HealthCheck> of(Conf conf, Protocol protocol, HeaderValueOption tags) {
    Tcp tcp = conf.tcp();
    Http http = conf.http();
    Grpc grpc = conf.grpc();
    return switch (protocol) {
      case HTTP, HTTP2 -> {
        if (http != null && !http.off()) {
          yield Optional.of(common(conf).setHttpHealthCheck(http(http, protocol, tags)).build());
        }
        yield http == null ? Optional.empty() : tcp(conf, tcp);
      }
      case GRPC -> {
        if (grpc != null && !grpc.off()) {
          yield Optional.of(common(conf).setGrpcHealthCheck(grpc(grpc)).build());
        }
        yield grpc == null ? Optional.empty() : tcp(conf, tcp);
      }
      case TCP -> tcp(conf, tcp);
      case KAFKA, TLS, UNKNOWN -> Optional.empty();
    };
  }

  private static Optional<HealthCheck> tcp(Conf conf, @Nullable Tcp tcp) {
    if (tcp == null || tcp.off()) {
      return Optional.empty();
    }
    TcpHealthCheck.Builder check = TcpHealthCheck.newBuilder();
    if (tcp.send() != null) {
      check.setSend(payload(tcp.send()));
    }
    PolicyChecks.orNone(tcp.receive()).forEach(text -> check.addReceive(payload(text)));
    return Optional.of(common(conf).setTcpHealthCheck(check).build());
  }

  private static Payload payload(String text) {
    String hex = HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    return Payload.newBuilder().setText(hex).build();
  }

  private static HttpHealthCheck http(Http http, Protocol protocol, HeaderValueOption tags) {
    HttpHealthCheck.Builder check =
        HttpHealthCheck.newBuilder()
            .setPath(Objects.requireNonNullElse(http.path(), "/"))
            .addRequestHeadersToAdd(tags)
            .setCodecClientType(
                protocol == Protocol.HTTP2 ? CodecClientType.HTTP2 : CodecClientType.HTTP1);
    if (http.requestHeadersToAdd() != null) {
      check.addAllRequestHeadersToAdd(http.requestHeadersToAdd().options(true));
    }
    PolicyChecks.orNone(http.expectedStatuses())
        .forEach(status -> check.addExpectedStatusesBuilder().setStart(status).setEnd(status + 1L));
    return check.build();
  }

  private static GrpcHealthCheck grpc(Grpc grpc) {
    return GrpcHealthCheck.newBuilder()
        .setServiceName(Objects.requireNonNullElse(grpc.serviceName(), ""))
        .setAuthority(Objects.requireNonNullElse(grpc.authority(), ""))
        .build();
  }

  private static HealthCheck.Builder common(Conf conf) {
    HealthCheck.Builder check =
        HealthCheck.newBuilder()
            .setInterval(Durations.of(Objects.requireNonNullElse(conf.interval(), INTERVAL)))
            .setTimeout(Durations.of(Objects.requireNonNullElse(conf.timeout(), TIMEOUT)))
            .setUnhealthyThreshold(number(conf.unhealthyThreshold(), UNHEALTHY))
            .setHealthyThreshold(number(conf.healthyThreshold(), HEALTHY))
            .setIntervalJitterPercent(Objects.requireNonNullElse(conf.intervalJitterPercent(), 0))
            .setAlwaysLogHealthCheckFailures(
                Boolean.TRUE.equals(conf.alwaysLogHealthCheckFailures()));
    if (conf.initialJitter() != null) {
      check.setInitialJitter(Durations.of(conf.initialJitter()));
    }
    if (conf.intervalJitter() != null) {
      check.setIntervalJitter(Durations.of(conf.intervalJitter()));
    }
    if (conf.noTrafficInterval() != null) {
      check.setNoTrafficInterval(Durations.of(conf.noTrafficInterval()));
    }
    if (conf.reuseConnection() != null) {
      check.setReuseConnection(BoolValue.of(conf.reuseConnection()));
    }
    if (conf.eventLogPath() != null) {
      check.addEventLogger(fileSink(conf.eventLogPath()));
    }
    return check;
  }

  private static UInt32Value number(@Nullable Integer value, int otherwise) {
    return UInt32Value.of(Objects.requireNonNullElse(value, otherwise));
  }

  private static TypedExtensionConfig fileSink(String path) {
    HealthCheckEventFileSink sink =
        HealthCheckEventFileSink.newBuilder().setEventLogPath(path).build();
    return TypedExtensionConfig.newBuilder()
        .setName("envoy.health_check.event_sink.file")
        .setTypedConfig(XdsResource.pack(sink))
        .build();
  }
}
