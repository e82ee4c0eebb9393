package io.meshlog.bench.load;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.meshlog.bench.ads.Received;
import io.meshlog.bench.ads.XdsKind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * How many proxies and responses this driver takes by itself: a plan run against a floor whose
 * bytes no control plane made. What a control plane is said to do beyond that is the driver's.
 */
final class DriverLimit {
  private static final Duration QUIET = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int CHANGES = 20;

  /** About what a sidecar's cluster and listener take. */
  private static final String CLUSTER_FILL = "c".repeat(700);

  private static final String LISTENER_FILL = "l".repeat(900);

  private final LoadPlan plan;
  private final Measured measured;

  /**
   * @param plan of which mTLS is left out: secrets are a response more and nothing else
   */
  DriverLimit(LoadPlan plan, Measured measured) {
    this.plan =
        new LoadPlan(plan.proxies(), plan.services(), plan.outbounds(), plan.delta(), false);
    this.measured = measured;
  }

  /**
   * Once without a figure: what meets this driver first would pay for its class loading and its
   * compilers, what comes after would not.
   */
  void warmUp() throws IOException, InterruptedException {
    try (Floor floor = floor();
        LoadFleet fleet = new LoadFleet(plan, floor)) {
      fleet.connect();
      fleet.awaitConverged(QUIET, PATIENCE);
      new Changes(fleet, floor).oneByOne(Kind.POLICY, CHANGES);
    }
  }

  private Floor floor() throws IOException {
    return Floor.start(recording(), plan.delta(), new Changes.Recorded("", 0));
  }

  void run() throws IOException, InterruptedException {
    try (Floor floor = floor();
        LoadFleet fleet = new LoadFleet(plan, floor)) {
      Meter converge = new Meter(floor, fleet);
      fleet.connect();
      double seconds = converge.seconds(fleet.awaitConverged(QUIET, PATIENCE));
      add(floor, "proxies connected", plan.proxies() / seconds, "a second");
      add(floor, "driver's CPU, per proxy", converge.driverMillis() / plan.proxies(), "ms");
      Changes changes = new Changes(fleet, floor);
      changes.oneByOne(Kind.POLICY, 2);
      Meter meter = new Meter(floor, fleet);
      changes.oneByOne(Kind.POLICY, CHANGES);
      add(floor, "responses taken", meter.responses() / meter.seconds(), "a second");
      add(
          floor,
          "driver's CPU, per response",
          1000 * meter.driverMillis() / meter.responses(),
          "us");
      add(floor, "floor's CPU, per response", 1000 * meter.cpuMillis() / meter.responses(), "us");
    }
  }

  private void add(Target floor, String name, double value, String unit) {
    measured.add(
        floor, "driver alone, %d proxies: %s".formatted(plan.proxies(), name), value, unit);
  }

  private Recording recording() {
    Recording recording = new Recording();
    recording.begin(Recording.SET_UP);
    recording.begin(Kind.POLICY.name());
    Map<Integer, Any> assignments = new ConcurrentHashMap<>();
    for (int proxy = 0; proxy < plan.proxies(); proxy++) {
      List<Integer> called = List.copyOf(plan.calledBy(proxy));
      Received listeners =
          response(XdsKind.LISTENER, called.stream().map(DriverLimit::listener).toList());
      recording.add(
          Recording.SET_UP,
          proxy,
          response(XdsKind.CLUSTER, called.stream().map(DriverLimit::cluster).toList()));
      recording.add(
          Recording.SET_UP,
          proxy,
          response(
              XdsKind.ENDPOINT,
              called.stream()
                  .map(service -> assignments.computeIfAbsent(service, this::assignment))
                  .toList()));
      recording.add(Recording.SET_UP, proxy, listeners);
      recording.add(Kind.POLICY.name(), proxy, listeners);
    }
    return recording;
  }

  private static Any cluster(int service) {
    return any(
        XdsKind.CLUSTER,
        Cluster.newBuilder()
            .setName("driver-" + service)
            .setType(Cluster.DiscoveryType.EDS)
            .setAltStatName(CLUSTER_FILL)
            .build());
  }

  private static Any listener(int service) {
    return any(
        XdsKind.LISTENER,
        Listener.newBuilder().setName("driver-" + service).setStatPrefix(LISTENER_FILL).build());
  }

  private Any assignment(int service) {
    LocalityLbEndpoints.Builder endpoints = LocalityLbEndpoints.newBuilder();
    IntStream.range(0, Math.ceilDiv(plan.proxies(), plan.services()))
        .forEach(n ->
            endpoints.addLbEndpoints(
                LbEndpoint.newBuilder()
                    .setEndpoint(
                        Endpoint.newBuilder()
                            .setAddress(
                                Address.newBuilder()
                                    .setSocketAddress(
                                        SocketAddress.newBuilder()
                                            .setAddress(Kind.address(n))
                                            .setPortValue(8080))))));
    return any(
        XdsKind.ENDPOINT,
        ClusterLoadAssignment.newBuilder()
            .setClusterName("driver-" + service)
            .addEndpoints(endpoints)
            .build());
  }

  private static Any any(XdsKind kind, Message message) {
    return Any.newBuilder().setTypeUrl(kind.url()).setValue(message.toByteString()).build();
  }

  private Received response(XdsKind kind, List<Any> resources) {
    byte[] bytes =
        plan.delta()
            ? DeltaDiscoveryResponse.newBuilder()
                .setTypeUrl(kind.url())
                .setNonce("1")
                .addAllResources(
                    resources.stream()
                        .map(resource -> Resource.newBuilder().setResource(resource).build())
                        .toList())
                .build()
                .toByteArray()
            : DiscoveryResponse.newBuilder()
                .setTypeUrl(kind.url())
                .setVersionInfo("1")
                .setNonce("1")
                .addAllResources(resources)
                .build()
                .toByteArray();
    return Received.read(bytes, plan.delta());
  }
}
