package io.meshlog.zone.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.Status;
import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.Names;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.XdsType;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.state.MeshState;
import io.meshlog.zone.TestZone;
import io.meshlog.zone.ads.AckingProxy;
import io.meshlog.zone.ads.AdsClient;
import io.meshlog.zone.identity.IssuedIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Proxies that come with a resource of their own, one and many at once, over real streams. */
class StormSliceTest {
  private static final int SERVICES = 4;
  private static final int REPLICAS = 10;

  private TestZone zone;

  @BeforeEach
  void start() throws Exception {
    zone = new TestZone();
    zone.putEnvoyAdminAuthority();
    zone.put("{type: Mesh, name: default}");
  }

  @AfterEach
  void stop() throws Exception {
    zone.close();
  }

  /** Each calls all services. */
  private static Node node(int service, int replica, int port) {
    StringBuilder outbounds = new StringBuilder();
    for (int i = 0; i < SERVICES; i++) {
      outbounds
          .append(i == 0 ? "" : ",")
          .append("{\"port\":%d,\"tags\":{\"kuma.io/service\":\"s%d\"}}".formatted(20_000 + i, i));
    }
    String name = name(service, replica);
    String resource =
        """
        {"type":"Dataplane","mesh":"default","name":"%s","networking":{"address":"10.0.%d.%d",
         "inbound":[{"port":%d,"tags":{"kuma.io/service":"s%d"}}],"outbound":[%s]}}\
        """
            .formatted(name, service, replica + 1, port, service, outbounds);
    return Node.newBuilder()
        .setId("default." + name)
        .setMetadata(
            Struct.newBuilder()
                .putFields("dataplane.readinessReporter.port", text("9902"))
                .putFields("dataplane.resource", text(resource)))
        .build();
  }

  private static String name(int service, int replica) {
    return "s" + service + "-" + replica;
  }

  private static Value text(String value) {
    return Value.newBuilder().setStringValue(value).build();
  }

  private AdsClient<DiscoveryRequest, DiscoveryResponse> connect(int replica, int port)
      throws Exception {
    var client = AdsClient.sotw(zone.port(), zone.tls().certificate(), "");
    client.send(AdsClient.first(node(0, replica, port), XdsType.LISTENER));
    return client;
  }

  private static boolean hasAdmin(DiscoveryResponse listeners) throws Exception {
    boolean found = false;
    for (Any any : listeners.getResourcesList()) {
      found |= any.unpack(Listener.class).getName().equals(Names.ADMIN);
    }
    return found;
  }

  @Test
  void certificatesAreThereBeforeAFirstConfigIsMade() throws Exception {
    // The first reads the CA and loads the classes, which may take longer than anybody waits.
    try (var first = connect(0, 80)) {
      first.next();
      try (var second = connect(1, 80)) {
        assertThat(hasAdmin(second.next())).isTrue();
        List<String> events = new ArrayList<>();
        zone.events.drainTo(events);
        assertThat(events).contains("enters DATAPLANE:default.s0-1 certified");
      }
    }
  }

  @Test
  void whoComesBackHasItsAdminCertificateStill() throws Exception {
    ProxyKey proxy = ProxyKey.dataplane("default", name(0, 0));
    try (var client = connect(0, 80)) {
      while (!hasAdmin(client.next())) {
        // Its certificate comes.
      }
    }
    Certificates before = zone.serving().admins().find(proxy);
    assertThat(before).isNotEqualTo(Certificates.NONE);
    zone.awaitEvent(event -> event.equals("disconnected " + proxy));
    try (var client = connect(0, 80)) {
      assertThat(hasAdmin(client.next())).isTrue();
      assertThat(zone.serving().admins().find(proxy)).isSameAs(before);
    }
  }

  @Test
  void whoComesBackHasTheCertificateOfItsMeshStill() throws Exception {
    permissive();
    ProxyKey proxy = ProxyKey.dataplane("default", name(0, 0));
    IssuedIdentity before = comesAndLeaves(proxy);
    try (var client = connect(0, 80)) {
      client.next();
      assertThat(zone.identities().held(proxy)).containsSame(before);
    }
  }

  /** What its callers were told of its certificate went with its Dataplane. */
  @Test
  void whoComesBackAfterItsDataplaneIsGoneCountsAsCertifiedAgain() throws Exception {
    permissive();
    ProxyKey proxy = ProxyKey.dataplane("default", name(0, 0));
    comesAndLeaves(proxy);
    zone.append(
        new Command.Delete(
            CoreTypes.DATAPLANE.key("default", TestZone.SELF, proxy.name()), Expected.ANY));
    zone.awaitState(state -> state.dataplane(proxy).isEmpty());
    try (var client = connect(0, 80)) {
      client.next();
      zone.awaitState(state -> state.dataplane(proxy).isPresent() && ready(state));
    }
  }

  private void permissive() throws Exception {
    zone.putAuthority("default", "ca-1");
    zone.put(
        """
        {type: Mesh, name: default, mtls: {enabledBackend: ca-1,
         backends: [{name: ca-1, type: builtin, mode: PERMISSIVE}]}}\
        """);
  }

  private IssuedIdentity comesAndLeaves(ProxyKey proxy) throws Exception {
    try (var client = connect(0, 80)) {
      client.next();
      zone.awaitState(state -> zone.identities().held(proxy).isPresent() && ready(state));
    }
    zone.awaitEvent(event -> event.equals("disconnected " + proxy));
    return zone.identities().held(proxy).orElseThrow();
  }

  private static boolean ready(MeshState state) {
    return state.mesh("default").orElseThrow().tlsReady("s0");
  }

  @Test
  void whoIsNotLetInLeavesNoCertificateBehind() throws Exception {
    try (var refused = connect(0, 0)) {
      assertThat(Status.fromThrowable(refused.end()).getDescription())
          .contains("port must be in the range");
    }
    // They are made one after another: what was ordered before this one's would be there, too.
    try (var later = connect(1, 80)) {
      while (!hasAdmin(later.next())) {
        // Its certificate comes.
      }
      assertThat(zone.serving().admins().find(ProxyKey.dataplane("default", name(0, 0))))
          .isEqualTo(Certificates.NONE);
    }
  }

  /** What waits while they come is told in the end, to everybody. */
  @Test
  void whenAllHaveComeEachKnowsAllOthers() throws Exception {
    CountDownLatch complete = new CountDownLatch(SERVICES * REPLICAS);
    List<AckingProxy> proxies = new ArrayList<>();
    try {
      for (int replica = 0; replica < REPLICAS; replica++) {
        for (int service = 0; service < SERVICES; service++) {
          proxies.add(new AckingProxy(zone, node(service, replica, 80), new Endpoints(complete)));
        }
      }
      assertThat(complete.await(60, TimeUnit.SECONDS))
          .as("%d do not know all", complete.getCount())
          .isTrue();
    } finally {
      for (AckingProxy proxy : proxies) {
        proxy.close();
      }
    }
  }

  /** Accepts all; counts down once when it knows all instances of all services. */
  private static final class Endpoints implements Predicate<DiscoveryResponse> {
    private final CountDownLatch complete;
    private final Map<String, Integer> known = new ConcurrentHashMap<>();
    private boolean all;

    Endpoints(CountDownLatch complete) {
      this.complete = complete;
    }

    @Override
    public boolean test(DiscoveryResponse response) {
      if (response.getTypeUrl().equals(XdsType.ENDPOINT.typeUrl())) {
        response.getResourcesList().forEach(this::learn);
      }
      if (!all && known.size() == SERVICES && Set.copyOf(known.values()).equals(Set.of(REPLICAS))) {
        all = true;
        complete.countDown();
      }
      return true;
    }

    private void learn(Any any) {
      try {
        ClusterLoadAssignment load = any.unpack(ClusterLoadAssignment.class);
        known.put(
            load.getClusterName(),
            load.getEndpointsList().stream().mapToInt(at -> at.getLbEndpointsCount()).sum());
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
