package io.meshlog.zone.ads;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.Status;
import io.meshlog.embedded.testing.fault.Fault;
import io.meshlog.embedded.testing.fault.FaultRow;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.XdsType;
import io.meshlog.zone.dpserver.DpServer;
import io.meshlog.zone.dpserver.DpTls;
import io.meshlog.zone.dpserver.HttpReply;
import io.meshlog.zone.dpserver.TestTls;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real gRPC streams against the service. */
class AdsServiceSliceTest {
  private static final Node NODE = Node.newBuilder().setId("default.web-1").build();

  private final TestTls tls = TestTls.forLoopback();
  private final ScriptedGate gate = new ScriptedGate();
  private final ExecutorService pool = Executors.newFixedThreadPool(2);
  private DpServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        DpServer.start(
            new InetSocketAddress("127.0.0.1", 0),
            DpTls.of(tls.keys().getPrivate(), tls.certificate()),
            List.of(new AdsService(gate, pool).definition()),
            _ -> HttpReply.empty(404),
            pool);
  }

  @AfterEach
  void stop() {
    server.close();
    pool.shutdownNow();
  }

  private AdsClient<DiscoveryRequest, DiscoveryResponse> sotw() throws Exception {
    return AdsClient.sotw(server.port(), tls.certificate(), "secret");
  }

  private AdsClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> delta() throws Exception {
    return AdsClient.delta(server.port(), tls.certificate(), "secret");
  }

  @Test
  void sendsClustersThenEndpointsThenListeners() throws Exception {
    try (var client = sotw()) {
      client.send(AdsClient.first(NODE, XdsType.CLUSTER));
      AdsStream stream = gate.nextStream();
      stream.offer(Resources.none().service("a", "1").at(7));

      DiscoveryResponse clusters = client.next();
      assertThat(AdsClient.contents(clusters)).containsExactly("a@1");
      client.send(AdsClient.ask(XdsType.LISTENER));
      client.send(AdsClient.ask(XdsType.ENDPOINT, "a"));
      client.send(AdsClient.ack(clusters));
      DiscoveryResponse endpoints = client.next();
      assertThat(endpoints.getTypeUrl()).isEqualTo(XdsType.ENDPOINT.typeUrl());
      client.send(AdsClient.ack(endpoints, "a"));
      DiscoveryResponse listeners = client.next();
      assertThat(listeners.getTypeUrl()).isEqualTo(XdsType.LISTENER.typeUrl());
      client.send(AdsClient.ack(listeners));

      gate.awaitTold("settled 7");
      assertThat(stream.counts().get(XdsType.CLUSTER)).isEqualTo(new TypeCounts(1, 1, 0));
      assertThat(gate.openings.take().caller().credentials()).containsExactly("secret");
    }
  }

  @Test
  void sendsOnlyTheEndpointsThatChanged() throws Exception {
    try (var client = sotw()) {
      client.send(AdsClient.first(NODE, XdsType.ENDPOINT, "a", "b", "missing"));
      AdsStream stream = gate.nextStream();
      stream.offer(
          Resources.none().with(XdsType.ENDPOINT, "a", "1").with(XdsType.ENDPOINT, "b", "1").at(1));
      DiscoveryResponse all = client.next();
      assertThat(AdsClient.contents(all)).containsExactly("a@1", "b@1");
      client.send(AdsClient.ack(all, "a", "b", "missing"));
      gate.awaitTold("settled 1");

      stream.offer(
          Resources.none().with(XdsType.ENDPOINT, "a", "1").with(XdsType.ENDPOINT, "b", "2").at(2));

      assertThat(AdsClient.contents(client.next())).containsExactly("b@2");
    }
  }

  @Test
  void keepsOneAnswerOfATypeInFlightAndSendsTheNewestTargetNext() throws Exception {
    try (var client = sotw()) {
      client.send(AdsClient.first(NODE, XdsType.CLUSTER));
      AdsStream stream = gate.nextStream();
      stream.offer(Resources.none().with(XdsType.CLUSTER, "a", "1").at(1));
      DiscoveryResponse first = client.next();
      for (int version = 2; version <= 50; version++) {
        stream.offer(Resources.none().with(XdsType.CLUSTER, "a", "" + version).at(version));
      }
      // An unknown type is no reason to fail, and its request passes through the same queue.
      client.send(DiscoveryRequest.newBuilder().setTypeUrl("unknown").build());
      assertThat(client.quiet()).isTrue();

      client.send(AdsClient.ack(first));

      assertThat(AdsClient.contents(client.next())).containsExactly("a@50");
    }
  }

  @Test
  void keepsTheLastGoodConfigAfterARefusalUntilTheContentChanges() throws Exception {
    try (var client = sotw()) {
      client.send(AdsClient.first(NODE, XdsType.LISTENER));
      AdsStream stream = gate.nextStream();
      stream.offer(Resources.none().with(XdsType.LISTENER, "l", "1").at(1));
      client.send(AdsClient.ack(client.next()));
      gate.awaitTold("settled 1");
      stream.offer(Resources.none().with(XdsType.LISTENER, "l", "bad").at(2));
      client.send(AdsClient.nack(client.next(), "no such filter"));
      gate.awaitTold("refused LISTENER no such filter");

      stream.offer(Resources.none().with(XdsType.LISTENER, "l", "bad").at(3));
      stream.offer(Resources.none().with(XdsType.LISTENER, "l", "3").at(4));

      DiscoveryResponse next = client.next();
      assertThat(AdsClient.contents(next)).containsExactly("l@3");
      client.send(AdsClient.ack(next));
      gate.awaitTold("settled 4");
      assertThat(stream.counts().get(XdsType.LISTENER)).isEqualTo(new TypeCounts(3, 2, 1));
    }
  }

  @Test
  void sendsEndpointsAgainWhenTheirClusterChanged() throws Exception {
    try (var client = sotw()) {
      client.send(AdsClient.first(NODE, XdsType.CLUSTER));
      AdsStream stream = gate.nextStream();
      stream.offer(Resources.none().service("a", "1").at(1));
      client.send(AdsClient.ack(client.next()));
      client.send(AdsClient.ask(XdsType.ENDPOINT, "a"));
      client.send(AdsClient.ack(client.next(), "a"));
      gate.awaitTold("settled 1");

      stream.offer(Resources.none().service("a", "1").with(XdsType.CLUSTER, "a", "2").at(2));

      assertThat(AdsClient.contents(client.next())).containsExactly("a@2");
      DiscoveryResponse again = client.next();
      assertThat(again.getTypeUrl()).isEqualTo(XdsType.ENDPOINT.typeUrl());
      assertThat(AdsClient.contents(again)).containsExactly("a@1");
    }
  }

  @Test
  void saysNothingToAReconnectingClientThatHasEverything() throws Exception {
    Resources resources = Resources.none().with(XdsType.LISTENER, "l", "1");
    String version;
    try (var client = sotw()) {
      client.send(AdsClient.first(NODE, XdsType.LISTENER));
      gate.nextStream().offer(resources.at(1));
      version = client.next().getVersionInfo();
    }
    try (var client = sotw()) {
      client.send(
          AdsClient.first(NODE, XdsType.LISTENER).toBuilder().setVersionInfo(version).build());
      AdsStream stream = gate.nextStream();
      stream.offer(resources.at(2));
      gate.awaitTold("settled 2");
      assertThat(stream.counts().get(XdsType.LISTENER)).isEqualTo(TypeCounts.ZERO);
    }
  }

  @Test
  void speaksDelta() throws Exception {
    try (var client = delta()) {
      client.send(AdsClient.subscribe(NODE, XdsType.CLUSTER));
      AdsStream stream = gate.nextStream();
      assertThat(stream.delta()).isTrue();
      stream.offer(
          Resources.none().with(XdsType.CLUSTER, "a", "1").with(XdsType.CLUSTER, "b", "1").at(1));
      DeltaDiscoveryResponse first = client.next();
      assertThat(AdsClient.names(first)).containsExactly("a", "b");
      client.send(AdsClient.ack(first));

      stream.offer(
          Resources.none().with(XdsType.CLUSTER, "a", "2").with(XdsType.CLUSTER, "c", "1").at(2));

      DeltaDiscoveryResponse second = client.next();
      assertThat(AdsClient.names(second)).containsExactly("a", "c");
      assertThat(second.getRemovedResourcesList()).containsExactly("b");
      client.send(AdsClient.ack(second));
      gate.awaitTold("settled 2");
    }
  }

  @Test
  void tellsADeltaClientWhichOfItsNamesDoNotExist() throws Exception {
    try (var client = delta()) {
      client.send(AdsClient.subscribe(NODE, XdsType.ENDPOINT, "a", "missing"));
      gate.nextStream().offer(Resources.none().with(XdsType.ENDPOINT, "a", "1").at(1));

      DeltaDiscoveryResponse response = client.next();

      assertThat(AdsClient.names(response)).containsExactly("a");
      assertThat(response.getRemovedResourcesList()).containsExactly("missing");
    }
  }

  @Test
  void sendsADeltaClientOnlyWhatItsInitialVersionsLack() throws Exception {
    try (var client = delta()) {
      client.send(
          AdsClient.subscribe(NODE, XdsType.CLUSTER).toBuilder()
              .putAllInitialResourceVersions(Map.of("a", "1", "gone", "1", "b", "0"))
              .build());
      gate.nextStream()
          .offer(
              Resources.none()
                  .with(XdsType.CLUSTER, "a", "1")
                  .with(XdsType.CLUSTER, "b", "1")
                  .at(1));

      DeltaDiscoveryResponse response = client.next();

      assertThat(AdsClient.names(response)).containsExactly("b");
      assertThat(response.getRemovedResourcesList()).containsExactly("gone");
    }
  }

  @Test
  void endsAStreamThatTheGateRefuses() throws Exception {
    gate.answer(_ ->
        CompletableFuture.failedFuture(
            Status.UNKNOWN.withDescription("authentication failed: x").asException()));
    try (var client = sotw()) {
      client.send(AdsClient.first(NODE, XdsType.CLUSTER));

      Status status = Status.fromThrowable(client.end());

      assertThat(status.getCode()).isEqualTo(Status.Code.UNKNOWN);
      assertThat(status.getDescription()).isEqualTo("authentication failed: x");
    }
  }

  @Test
  void refusesAnotherNodeIdOnTheSameStream() throws Exception {
    try (var client = sotw()) {
      client.send(AdsClient.first(NODE, XdsType.CLUSTER));
      client.send(AdsClient.first(NODE.toBuilder().setId("x.y").build(), XdsType.LISTENER));

      assertThat(client.end()).hasMessageContaining("node id changed");
      gate.awaitTold("closed");
    }
  }

  @Test
  void tellsTheUserWhenTheClientIsGone() throws Exception {
    try (var client = sotw()) {
      client.send(AdsClient.first(NODE, XdsType.CLUSTER));
      AdsStream stream = gate.nextStream();
      stream.offer(Resources.none().with(XdsType.CLUSTER, "a", "1").at(1));
      client.next();
    }
    gate.awaitTold("closed");
  }

  @Test
  @Fault(FaultRow.SLOW_PROXY)
  void holdsOneTargetForAReaderThatDoesNotRead() throws Exception {
    try (var client = AdsClient.sotw(server.port(), tls.certificate(), "", false)) {
      client.send(AdsClient.first(NODE, XdsType.CLUSTER));
      client.send(AdsClient.ask(XdsType.ROUTE, "r"));
      AdsStream stream = gate.nextStream();
      for (int pos = 1; pos <= 100; pos++) {
        stream.offer(big(pos));
      }
      // Clusters fill the transport; whatever follows waits in the one slot.
      client.read(1);
      DiscoveryResponse first = client.next();
      client.send(AdsClient.ack(first));
      client.read(100);
      for (int seen = 0; seen < 3; seen++) {
        DiscoveryResponse next = client.next();
        client.send(AdsClient.ack(next, next.getTypeUrl().contains("Route") ? "r" : ""));
        if (next.getResources(0).getValue().toStringUtf8().endsWith("@100")
            && next.getTypeUrl().equals(XdsType.CLUSTER.typeUrl())) {
          break;
        }
      }
      long sent = stream.counts().values().stream().mapToLong(TypeCounts::sent).sum();
      assertThat(sent).isLessThanOrEqualTo(6);
    }
  }

  private static Target big(int pos) {
    String padding = "x".repeat(200_000);
    TreeMap<String, XdsResource> clusters = new TreeMap<>();
    Any value = Any.newBuilder().setValue(ByteString.copyFromUtf8(padding + "@" + pos)).build();
    clusters.put("c", new XdsResource("c", "" + pos, value));
    TreeMap<String, XdsResource> routes = new TreeMap<>();
    routes.put("r", new XdsResource("r", "" + pos, value));
    return new Target(pos, Map.of(XdsType.CLUSTER, clusters, XdsType.ROUTE, routes));
  }
}
