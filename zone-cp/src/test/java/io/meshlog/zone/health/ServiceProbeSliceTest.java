package io.meshlog.zone.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.health.v3.HealthCheckRequest;
import io.envoyproxy.envoy.service.health.v3.HealthCheckRequestOrEndpointHealthResponse;
import io.envoyproxy.envoy.service.health.v3.HealthCheckSpecifier;
import io.envoyproxy.envoy.service.health.v3.HealthDiscoveryServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.dataplane.DataplaneSpec.Inbound;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.zone.BootstrapCall;
import io.meshlog.zone.ProxyServing.ServingOptions;
import io.meshlog.zone.RealEnvoy;
import io.meshlog.zone.TestZone;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Envoy probes a real port and its zone writes what it finds; who may not report cannot. */
class ServiceProbeSliceTest {
  private static final ProbeSettings QUICK =
      new ProbeSettings(
          Duration.ofMillis(200),
          Duration.ofSeconds(1),
          Duration.ofMillis(200),
          Duration.ofMillis(200),
          1,
          1);

  @TempDir private static Path folder;
  private static TestZone zone;

  @BeforeAll
  static void start() throws Exception {
    zone =
        new TestZone(
            new ServingOptions(
                2,
                Duration.ofHours(1),
                Duration.ofSeconds(30),
                Duration.ofSeconds(1),
                Optional.of(QUICK)));
    zone.put("{type: Mesh, name: default}");
  }

  @AfterAll
  static void stop() throws Exception {
    zone.close();
  }

  private static String resource(String name, int port, int probed, int other) {
    return """
    {type: Dataplane, mesh: default, name: %s, networking: {address: 127.0.0.1, admin: {port: %d}, inbound: [
     {port: %d, servicePort: %d, serviceProbe: {tcp: {}}, tags: {kuma.io/service: probed}},
     {port: %d, servicePort: %d, tags: {kuma.io/service: taken-for-ready}}]}}
    """
        .formatted(name, port, probed + 1, probed, other + 1, other);
  }

  private static List<Inbound> inbounds(MeshImage image, String name) {
    return image
        .find(CoreTypes.DATAPLANE, "default", name)
        .map(found -> found.spec().net().inbounds())
        .orElse(List.of());
  }

  private static void awaitReady(String name, boolean ready) throws Exception {
    zone.awaitImage(image -> {
      List<Inbound> inbounds = inbounds(image, name);
      return !inbounds.isEmpty() && inbounds.getFirst().healthy() == ready;
    });
  }

  @Test
  void whatEnvoyFindsAtAPortIsAnEventOfTheDataplane() throws Exception {
    try (ServerSocket application = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      int port = application.getLocalPort();
      BootstrapCall call = new BootstrapCall(zone);
      call.request.put("name", "app-1");
      call.request.put(
          "dataplaneResource", resource("app-1", RealEnvoy.freePort(), port, RealEnvoy.freePort()));
      Path own = Files.createDirectory(folder.resolve("app-1"));
      try (RealEnvoy envoy = RealEnvoy.start(call.yaml(), own)) {
        zone.awaitImage(image -> !inbounds(image, "app-1").isEmpty());
        awaitReady("app-1", true);
        var found = zone.store().live().current().find(CoreTypes.DATAPLANE, "default", "app-1");
        assertThat(found.orElseThrow().version()).as("it was not ready at first").isEqualTo(2);
        application.close();
        awaitReady("app-1", false);
        Inbound dead = inbounds(zone.store().live().current(), "app-1").getFirst();
        assertThat(dead.state()).isEqualTo("NotReady");
        assertThat(dead.health()).isEqualTo(new DataplaneSpec.Health(false));
        Inbound other = inbounds(zone.store().live().current(), "app-1").get(1);
        assertThat(other.healthy()).as("without a serviceProbe it is taken for ready").isTrue();
        assertThat(envoy.log()).doesNotContain("critical");

        long head = zone.store().live().current().head();
        zone.put(
            "{type: Dataplane, mesh: default, name: app-1, networking: {address: 127.0.0.1, inbound: ["
                + "{port: %d, servicePort: %d, serviceProbe: {tcp: {}}, tags: {kuma.io/service: probed}}]}}"
                    .formatted(port + 1, port));
        assertThat(inbounds(zone.store().live().current(), "app-1").getFirst().healthy())
            .as("a write does not call a dead application ready")
            .isFalse();
        try (ServerSocket again = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
          awaitReady("app-1", true);
          assertThat(again.isBound()).isTrue();
        }
        String actor = zone.store().reader().read(head + 1, 1).getFirst().meta().actor();
        assertThat(actor).isEqualTo("proxy:default.app-1");
      }
    }
  }

  /** A stream as Envoy opens it, without an Envoy. */
  private static final class Stream implements AutoCloseable {
    private final ManagedChannel channel;
    private final BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
    private final StreamObserver<HealthCheckRequestOrEndpointHealthResponse> requests;

    Stream(String node) throws Exception {
      channel =
          NettyChannelBuilder.forAddress("127.0.0.1", zone.port())
              .sslContext(
                  GrpcSslContexts.forClient().trustManager(zone.tls().certificate()).build())
              .build();
      requests =
          HealthDiscoveryServiceGrpc.newStub(channel)
              .streamHealthCheck(
                  new StreamObserver<>() {
                    @Override
                    public void onNext(HealthCheckSpecifier specifier) {
                      answers.add(specifier);
                    }

                    @Override
                    public void onError(Throwable error) {
                      answers.add(Status.fromThrowable(error));
                    }

                    @Override
                    public void onCompleted() {}
                  });
      requests.onNext(
          HealthCheckRequestOrEndpointHealthResponse.newBuilder()
              .setHealthCheckRequest(
                  HealthCheckRequest.newBuilder().setNode(Node.newBuilder().setId(node)))
              .build());
    }

    Object next() throws InterruptedException {
      return answers.poll(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
      channel.shutdownNow();
    }
  }

  @Test
  void aSidecarIsToldAnewWhenItsProbesChange() throws Exception {
    String bare =
        "{type: Dataplane, mesh: default, name: told, networking: {address: 127.0.0.1, inbound: ["
            + "{port: 8081, servicePort: 8080, tags: {kuma.io/service: told}}]}}";
    zone.put(bare);
    try (Stream stream = new Stream("default.told")) {
      assertThat(stream.next())
          .isInstanceOfSatisfying(
              HealthCheckSpecifier.class,
              told -> assertThat(told.getClusterHealthChecksList()).isEmpty());
      zone.put(bare.replace("tags:", "serviceProbe: {interval: 7s, healthyThreshold: 3}, tags:"));
      assertThat(stream.next())
          .isInstanceOfSatisfying(
              HealthCheckSpecifier.class,
              told -> {
                var check = told.getClusterHealthChecks(0).getHealthChecks(0);
                assertThat(told.getClusterHealthChecks(0).getClusterName()).isEqualTo("8081");
                assertThat(check.getInterval().getSeconds()).isEqualTo(7);
                assertThat(check.getHealthyThreshold().getValue()).isEqualTo(3);
                assertThat(check.getUnhealthyThreshold().getValue()).isEqualTo(1);
                assertThat(check.getTimeout().getSeconds()).isEqualTo(1);
                assertThat(check.hasTcpHealthCheck()).isTrue();
              });
    }
  }

  @Test
  void whoIsNoProxyHereIsRefused() throws Exception {
    try (Stream stream = new Stream("default.nobody")) {
      assertThat(stream.next())
          .isInstanceOfSatisfying(
              Status.class,
              status ->
                  assertThat(status.getDescription())
                      .startsWith("resource \"default.nobody\" not found"));
    }
  }
}
