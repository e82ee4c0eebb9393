package io.meshlog.zone.health;

import com.google.protobuf.UInt32Value;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.config.core.v3.HealthCheck;
import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.service.health.v3.ClusterEndpointsHealth;
import io.envoyproxy.envoy.service.health.v3.ClusterHealthCheck;
import io.envoyproxy.envoy.service.health.v3.EndpointHealth;
import io.envoyproxy.envoy.service.health.v3.EndpointHealthResponse;
import io.envoyproxy.envoy.service.health.v3.HealthCheckSpecifier;
import io.envoyproxy.envoy.service.health.v3.LocalityEndpointsHealth;
import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.dataplane.DataplaneSpec.Inbound;
import io.meshlog.model.dataplane.DataplaneSpec.ServiceProbe;
import io.meshlog.model.json.ProtoDuration;
import io.meshlog.xds.baseline.Values;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a Dataplane wants probed, in Envoy's words, and what Envoy reports, in the Dataplane's. */
final class ServiceProbes {
  private static final String LOOPBACK = "127.0.0.1";

  /** Nothing to probe, nothing to report. */
  private static final Duration SELDOM = Duration.ofHours(1);

  private ServiceProbes() {}

  /** A cluster for each inbound with a {@code serviceProbe}, named by its section. */
  static HealthCheckSpecifier of(DataplaneSpec spec, ProbeSettings settings) {
    HealthCheckSpecifier.Builder all = HealthCheckSpecifier.newBuilder();
    for (Inbound inbound : spec.net().inbounds()) {
      if (inbound.serviceProbe() != null) {
        ClusterHealthCheck.Builder cluster =
            all.addClusterHealthChecksBuilder()
                .setClusterName(inbound.section())
                .addHealthChecks(check(inbound.serviceProbe(), settings));
        cluster
            .addLocalityEndpointsBuilder()
            .addEndpointsBuilder()
            .setAddress(Values.socket(address(inbound), inbound.workloadPort()));
      }
    }
    return all.setInterval(
            proto(all.getClusterHealthChecksCount() == 0 ? SELDOM : settings.report()))
        .build();
  }

  private static String address(Inbound inbound) {
    String address = inbound.serviceAddress();
    return address == null || address.isEmpty() ? LOOPBACK : address;
  }

  private static HealthCheck check(ServiceProbe probe, ProbeSettings settings) {
    return HealthCheck.newBuilder()
        .setTimeout(duration(probe.timeout(), settings.timeout()))
        .setInterval(duration(probe.interval(), settings.interval()))
        .setNoTrafficInterval(duration(probe.interval(), settings.noTrafficInterval()))
        .setHealthyThreshold(threshold(probe.healthyThreshold(), settings.healthyThreshold()))
        .setUnhealthyThreshold(threshold(probe.unhealthyThreshold(), settings.unhealthyThreshold()))
        .setTcpHealthCheck(HealthCheck.TcpHealthCheck.getDefaultInstance())
        .build();
  }

  private static com.google.protobuf.Duration duration(
      @Nullable ProtoDuration said, Duration otherwise) {
    return proto(said == null ? otherwise : said.value());
  }

  private static UInt32Value threshold(@Nullable Long said, int otherwise) {
    return UInt32Value.of(said == null ? otherwise : said.intValue());
  }

  private static com.google.protobuf.Duration proto(Duration duration) {
    return Durations.fromNanos(duration.toNanos());
  }

  /** By section, whether the application answers; what is not known yet is left out. */
  static Map<String, Boolean> results(EndpointHealthResponse report) {
    Map<String, Boolean> ready = new TreeMap<>();
    for (ClusterEndpointsHealth cluster : report.getClusterEndpointsHealthList()) {
      for (LocalityEndpointsHealth locality : cluster.getLocalityEndpointsHealthList()) {
        for (EndpointHealth endpoint : locality.getEndpointsHealthList()) {
          if (endpoint.getHealthStatus() != HealthStatus.UNKNOWN) {
            ready.merge(
                cluster.getClusterName(),
                endpoint.getHealthStatus() == HealthStatus.HEALTHY,
                Boolean::logicalAnd);
          }
        }
      }
    }
    return ready;
  }

  /** The Dataplane with these results; the same when it says so already. */
  static DataplaneSpec with(DataplaneSpec spec, Map<String, Boolean> ready) {
    return spec.withInbounds(inbound -> {
      Boolean now = inbound.serviceProbe() == null ? null : ready.get(inbound.section());
      return now == null || DataplaneSpec.Inbound.IGNORED.equals(inbound.state())
          ? inbound
          : inbound.probed(now);
    });
  }
}
