package io.meshlog.zone.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.Status;
import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.history.HistoryQuery;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.XdsType;
import io.meshlog.zone.ProxyServing.ServingOptions;
import io.meshlog.zone.TestZone;
import io.meshlog.zone.ads.AdsClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From the first request of a stream to the removal of what it registered. */
class ProxyLifeSliceTest {
  private static final ServingOptions SHORT =
      new ServingOptions(2, Duration.ofMillis(300), Duration.ofSeconds(30), Duration.ofSeconds(1));
  private static final ServingOptions LONG =
      new ServingOptions(2, Duration.ofHours(1), Duration.ofSeconds(30), Duration.ofSeconds(1));
  private TestZone zone;

  @BeforeEach
  void start() throws Exception {
    open(LONG);
  }

  private void open(ServingOptions options) throws Exception {
    if (zone != null) {
      zone.close();
    }
    zone = new TestZone(options);
    zone.put("{type: Mesh, name: default}");
  }

  @AfterEach
  void stop() throws Exception {
    zone.close();
  }

  private static String resource(String name, String service, int port) {
    return """
    {"type":"Dataplane","mesh":"default","name":"%s","networking":{"address":"127.0.0.1",
     "inbound":[{"port":%d,"tags":{"kuma.io/service":"%s"}}]}}\
    """
        .formatted(name, port, service);
  }

  private static Node node(String id, String resource) {
    Struct.Builder metadata =
        Struct.newBuilder().putFields("dataplane.readinessReporter.port", text("9902"));
    if (!resource.isEmpty()) {
      metadata.putFields("dataplane.resource", text(resource));
    }
    return Node.newBuilder().setId(id).setMetadata(metadata).build();
  }

  private static Value text(String value) {
    return Value.newBuilder().setStringValue(value).build();
  }

  private AdsClient<DiscoveryRequest, DiscoveryResponse> connect(Node node, String token)
      throws Exception {
    AdsClient<DiscoveryRequest, DiscoveryResponse> client =
        AdsClient.sotw(zone.port(), zone.tls().certificate(), token);
    client.send(AdsClient.first(node, XdsType.CLUSTER));
    return client;
  }

  private boolean registered(String name) {
    return zone.store().live().current().find(CoreTypes.DATAPLANE, "default", name).isPresent();
  }

  private String refusal(Node node, String token) throws Exception {
    try (var client = connect(node, token)) {
      Status status = Status.fromThrowable(client.end());
      assertThat(status.getCode()).isEqualTo(Status.Code.UNKNOWN);
      return String.valueOf(status.getDescription());
    }
  }

  @Test
  void registersTheResourceItBroughtWithTheTagsOfTheZone() throws Exception {
    try (var client = connect(node("default.web-1", resource("web-1", "web", 18080)), "")) {
      assertThat(client.next().getResourcesCount()).isPositive();
      var stored =
          zone.store().live().current().find(CoreTypes.DATAPLANE, "default", "web-1").orElseThrow();
      assertThat(stored.spec().net().inbounds().getFirst().tags().zone()).isEqualTo("zone-1");
      var entry = zone.store().reader().read(stored.pos() - 1, 1).getFirst();
      assertThat(entry.meta().actor()).isEqualTo("proxy:default.web-1");
    }
  }

  /** Or it could not come again before this control plane starts anew. */
  @Test
  void whoCannotBeLetInAtTheLastMomentIsNotTakenForConnected() throws Exception {
    Node node = node("default.web-1", resource("web-1", "web", 18080));
    zone.atConnected(proxy -> {
      throw new IllegalStateException("as when a report cannot be made");
    });
    try (var client = connect(node, "")) {
      assertThat(Status.fromThrowable(client.end()).getCode()).isEqualTo(Status.Code.INTERNAL);
    }
    zone.atConnected(proxy -> {});
    assertThat(zone.session("default", "web-1")).isEmpty();
    assertThat(zone.serving().engine().slots()).isEmpty();

    try (var client = connect(node, "")) {
      assertThat(client.next().getResourcesCount()).isPositive();
    }
  }

  @Test
  void writesNothingWhenTheSameProxyComesBack() throws Exception {
    Node node = node("default.web-1", resource("web-1", "web", 18080));
    try (var client = connect(node, "")) {
      client.next();
    }
    zone.awaitEvent(event -> event.startsWith("disconnected"));
    long head = zone.store().live().current().head();
    try (var client = connect(node, "")) {
      client.next();
      assertThat(zone.store().reader().head().pos()).isEqualTo(head);
    }
  }

  @Test
  void removesWhatItRegisteredSomeTimeAfterItLeft() throws Exception {
    open(SHORT);
    try (var client = connect(node("default.web-1", resource("web-1", "web", 18080)), "")) {
      client.next();
      assertThat(registered("web-1")).isTrue();
    }
    zone.awaitImage(image -> image.find(CoreTypes.DATAPLANE, "default", "web-1").isEmpty());

    try (var client = connect(node("default.web-1", resource("web-1", "web", 18080)), "")) {
      client.next();
      assertThat(registered("web-1")).isTrue();
    }
  }

  @Test
  void neverRemovesAResourceThatAUserMade() throws Exception {
    open(SHORT);
    zone.put(resource("made", "web", 18080));
    try (var client = connect(node("default.made", ""), "")) {
      client.next();
    }
    zone.awaitEvent(event -> event.startsWith("disconnected"));
    // A later departure is due later: when it is done, an earlier one would be too.
    try (var client = connect(node("default.brought", resource("brought", "web", 18081)), "")) {
      client.next();
    }
    zone.awaitImage(image -> image.find(CoreTypes.DATAPLANE, "default", "brought").isEmpty());
    assertThat(registered("made")).isTrue();
  }

  @Test
  void leavesTheResourceOfAProxyThatWentOverToAnotherReplica() throws Exception {
    open(SHORT);
    zone.elsewhere.add(ProxyKey.dataplane("default", "moved"));
    try (var client = connect(node("default.moved", resource("moved", "web", 18080)), "")) {
      client.next();
    }
    zone.awaitEvent(event -> event.equals("disconnected DATAPLANE:default.moved"));
    // A later departure is due later: when it is done, an earlier one would be too.
    try (var client = connect(node("default.gone", resource("gone", "web", 18081)), "")) {
      client.next();
    }
    zone.awaitImage(image -> image.find(CoreTypes.DATAPLANE, "default", "gone").isEmpty());
    assertThat(registered("moved")).isTrue();
  }

  /** It enters there just as it is removed here, before that one could say that it serves it. */
  @Test
  void putsBackWhatAnotherReplicaRemovedOfAProxyThatIsHere() throws Exception {
    open(SHORT);
    Node node = node("default.web-1", resource("web-1", "web", 18080));
    try (TestZone other = zone.replica(SHORT)) {
      try (var client = connect(node, "")) {
        client.next();
      }
      zone.awaitEvent(event -> event.startsWith("disconnected"));
      try (var client = AdsClient.sotw(other.port(), other.tls().certificate(), "")) {
        client.send(AdsClient.first(node, XdsType.CLUSTER));
        client.next();
        var key = CoreTypes.DATAPLANE.key("default", TestZone.SELF, "web-1");
        awaitActors(other, key, List.of("proxy:default.web-1", "removed", "proxy:default.web-1"));
        other.awaitImage(image -> image.find(key).isPresent());
        assertThat(other.session("default", "web-1")).isPresent();

        // What a user removes stays removed.
        other.append(new Command.Delete(key, Expected.ANY));
        other.put(resource("another", "web", 18081));
        assertThat(other.store().live().current().find(key)).isEmpty();
      }
    }
  }

  /** The history of a resource, oldest first: who wrote it, or that it was removed. */
  private static void awaitActors(TestZone zone, ResourceKey key, List<String> wanted)
      throws Exception {
    List<String> found = List.of();
    for (long head = 0; !found.equals(wanted); head = zone.store().live().current().head()) {
      found =
          zone
              .store()
              .history()
              .find(HistoryQuery.of(key, HistoryQuery.Page.newest(10)))
              .entries()
              .reversed()
              .stream()
              .map(entry -> entry.after() == null ? "removed" : entry.event().meta().actor())
              .toList();
      assertThat(found.size()).isLessThanOrEqualTo(wanted.size());
      if (!found.equals(wanted)) {
        assertThat(zone.store().live().await(head + 1, Duration.ofSeconds(20)))
            .as("more than %s happens", found)
            .isTrue();
      }
    }
  }

  @Test
  void refusesAProxyThatNobodyKnows() throws Exception {
    assertThat(refusal(node("default.nobody", ""), ""))
        .isEqualTo(
            "resource \"default.nobody\" not found; create a Dataplane in Kuma CP first or pass it"
                + " as an argument to kuma-dp");
  }

  @Test
  void refusesAProxyThatTheMeshDoesNotWant() throws Exception {
    zone.put(
        "{type: Mesh, name: default, constraints: {dataplaneProxy: {requirements: [{tags: {team: x}}]}}}");
    assertThat(refusal(node("default.web-1", resource("web-1", "web", 18080)), ""))
        .contains("does not fulfill any requirements defined on the Mesh");
    assertThat(registered("web-1")).isFalse();
  }

  @Test
  void refusesASecondStreamOfTheSameProxy() throws Exception {
    Node node = node("default.web-1", resource("web-1", "web", 18080));
    try (var client = connect(node, "")) {
      client.next();
      assertThat(refusal(node, ""))
          .isEqualTo("there is already an active stream from this node, try again later");
    }
  }

  @Test
  void refusesAResourceOfAnotherNameOrMesh() throws Exception {
    assertThat(refusal(node("default.web-2", resource("web-1", "web", 18080)), ""))
        .startsWith("could not register proxy passed in kuma-dp run: ");
    assertThat(
            refusal(
                node(
                    "other.web-1",
                    resource("web-1", "web", 18080).replace("\"default\"", "\"other\"")),
                ""))
        .isEqualTo("could not register proxy passed in kuma-dp run: mesh \"other\" does not exist");
    assertThat(refusal(node("default.web-1", resource("web-1", "web", 0)), ""))
        .isEqualTo(
            "could not register proxy passed in kuma-dp run: networking.inbound[0].port: port must"
                + " be in the range [1, 65535]");
    assertThat(registered("web-1")).isFalse();
  }

  @Test
  void checksItsTokenAndNothingIsWrittenWithoutOne() throws Exception {
    zone.requireTokens();
    Node node = node("default.web-1", resource("web-1", "web", 18080));
    assertThat(refusal(node, "")).isEqualTo("authentication failed: no token was sent");
    assertThat(refusal(node, "wrong")).isEqualTo("authentication failed: not a token of web-1");
    assertThat(registered("web-1")).isFalse();
    try (var client = connect(node, "token-web-1")) {
      client.next();
    }
  }

  @Test
  void pushesAnEndpointToThoseWhoCallItsService() throws Exception {
    String calling =
        """
        {"type":"Dataplane","mesh":"default","name":"caller","networking":{"address":"127.0.0.1",
         "inbound":[{"port":18070,"tags":{"kuma.io/service":"caller"}}],
         "outbound":[{"port":18071,"tags":{"kuma.io/service":"web"}}]}}\
        """;
    try (var caller = connect(node("default.caller", calling), "")) {
      caller.send(AdsClient.ack(caller.next()));
      caller.send(AdsClient.ask(XdsType.ENDPOINT, "web"));
      DiscoveryResponse first = caller.next();
      caller.send(AdsClient.ack(first, "web"));
      assertThat(ports(first)).isEmpty();

      try (var web = connect(node("default.web-1", resource("web-1", "web", 18080)), "")) {
        DiscoveryResponse second = next(caller, XdsType.ENDPOINT);
        assertThat(ports(second)).containsExactly(18080);
        caller.send(AdsClient.ack(second, "web"));
        long head = zone.store().live().current().head();
        zone.awaitEvent(event -> event.equals("acked DATAPLANE:default.caller " + head));
        web.next();
      }
    }
  }

  /** Accepts whatever comes before. */
  private static DiscoveryResponse next(
      AdsClient<DiscoveryRequest, DiscoveryResponse> client, XdsType type) throws Exception {
    DiscoveryResponse response = client.next();
    while (!response.getTypeUrl().equals(type.typeUrl())) {
      client.send(AdsClient.ack(response));
      response = client.next();
    }
    return response;
  }

  private static List<Integer> ports(DiscoveryResponse response) throws Exception {
    return response.getResources(0).unpack(ClusterLoadAssignment.class).getEndpointsList().stream()
        .flatMap(locality -> locality.getLbEndpointsList().stream())
        .map(lb -> lb.getEndpoint().getAddress().getSocketAddress().getPortValue())
        .toList();
  }
}
