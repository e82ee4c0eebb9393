package io.meshlog.zone.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.meshlog.embedded.testing.fault.Fault;
import io.meshlog.embedded.testing.fault.FaultProxy;
import io.meshlog.embedded.testing.fault.FaultRow;
import io.meshlog.embedded.testing.fault.FaultRun;
import io.meshlog.xds.XdsType;
import io.meshlog.zone.TestZone;
import io.meshlog.zone.ads.AdsClient;
import io.meshlog.zone.ads.TypeCounts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Proxies that do not keep up, beside one that does. */
class SlowProxySliceTest {
  private static final int SERVICES = 40;
  private static final int MANY = 60;
  private static final int CHANGES = 50;

  private TestZone zone;

  @BeforeEach
  void start() throws Exception {
    zone = new TestZone();
    zone.put("{type: Mesh, name: default}");
    for (String name : new String[] {"quick", "deaf", "slow"}) {
      zone.put(dataplane(name, "127.0.0.1"));
    }
    for (int i = 0; i < SERVICES; i++) {
      zone.put(backend(i, 0));
    }
  }

  @AfterEach
  void stop() throws Exception {
    zone.close();
  }

  private static String dataplane(String name, String address) {
    StringBuilder outbounds = new StringBuilder();
    for (int i = 0; i < SERVICES; i++) {
      outbounds.append("{port: %d, tags: {kuma.io/service: s%d}},".formatted(20_000 + i, i));
    }
    return """
    {type: Dataplane, mesh: default, name: %s, networking: {address: %s,
     inbound: [{port: 18080, tags: {kuma.io/service: web}}], outbound: [%s]}}\
    """
        .formatted(name, address, outbounds);
  }

  /** Another version makes another cluster: each change is a new target for who calls it. */
  private static String backend(int service, int version) {
    return """
    {type: Dataplane, mesh: default, name: b%d, networking: {address: 10.0.%d.%d,
     inbound: [{port: 80, tags: {kuma.io/service: s%d, kuma.io/protocol: %s}}]}}\
    """
        .formatted(
            service, version / 250, 1 + version % 250, service, version % 2 == 0 ? "http" : "tcp");
  }

  private static Node node(String name) {
    Value port = Value.newBuilder().setStringValue("9902").build();
    return Node.newBuilder()
        .setId("default." + name)
        .setMetadata(Struct.newBuilder().putFields("dataplane.readinessReporter.port", port))
        .build();
  }

  private AdsClient<DiscoveryRequest, DiscoveryResponse> connect(
      String name, int port, boolean acknowledges) throws Exception {
    var client = AdsClient.sotw(port, zone.tls().certificate(), "");
    client.send(AdsClient.first(node(name), XdsType.CLUSTER));
    DiscoveryResponse first = client.next();
    assertThat(first.getResourcesCount()).isPositive();
    if (acknowledges) {
      client.send(AdsClient.ack(first));
    }
    return client;
  }

  private ProxySession session(String name) {
    return zone.session("default", name).orElseThrow();
  }

  private long sent(String name) {
    return session(name).stream().counts().values().stream().mapToLong(TypeCounts::sent).sum();
  }

  @Test
  @Fault(FaultRow.SLOW_PROXY)
  void holdOneTargetEachAndHoldUpNobody(FaultRun run) throws Exception {
    int changes = run.times(60);
    try (FaultProxy network = FaultProxy.to(zone.port());
        var deaf = connect("deaf", zone.port(), false);
        var slow = connect("slow", network.port(), true);
        var quick = connect("quick", zone.port(), true)) {
      // The one never says that it took anything; the other says so, but reads a byte a second.
      network.trickle();
      slow.send(AdsClient.ask(XdsType.LISTENER));
      quick.send(AdsClient.ask(XdsType.LISTENER));
      long deafSent = sent("deaf");
      long last = 0;
      for (int i = 1; i <= changes; i++) {
        last = zone.put(backend(i % SERVICES, i));
      }
      long wanted = last;
      keepUp(quick, wanted);

      assertThat(session("deaf").slot().ackedPos()).isLessThan(wanted);
      assertThat(session("slow").slot().ackedPos()).isLessThan(wanted);
      assertThat(sent("deaf")).as("one answer is out, the newest target waits").isEqualTo(deafSent);
      assertThat(sent("slow")).as("no more than one of each type is out").isLessThan(6);
      assertThat(deaf.quiet()).isTrue();

      network.close();
      run.faults(2);
      run.operations(changes);
    }
  }

  /**
   * @return the clusters that it has in the end
   */
  private List<Any> keepUp(AdsClient<DiscoveryRequest, DiscoveryResponse> quick, long wanted)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    List<Any> clusters = List.of();
    while (session("quick").slot().ackedPos() < wanted) {
      assertThat(System.nanoTime()).as("the quick one is held up").isLessThan(deadline);
      if (quick.quiet()) {
        Thread.sleep(5);
        continue;
      }
      DiscoveryResponse response = quick.next();
      if (response.getTypeUrl().equals(XdsType.CLUSTER.typeUrl())) {
        clusters = response.getResourcesList();
      }
      quick.send(AdsClient.ack(response));
    }
    return clusters;
  }

  /** What it is to get next is made from all up to there: no sooner than its patience is over. */
  private void awaitTarget(String name, long wanted) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (session(name).slot().targetPos() < wanted) {
      assertThat(System.nanoTime()).as("%s has an old target", name).isLessThan(deadline);
      Thread.sleep(5);
    }
  }

  /** Their number makes no difference: each has one answer out, and one target that waits. */
  @Test
  void manyThatNeverAnswerHoldOneTargetEachToo() throws Exception {
    Map<AdsClient<DiscoveryRequest, DiscoveryResponse>, DiscoveryResponse> deaf =
        new LinkedHashMap<>();
    try (var quick = connect("quick", zone.port(), true)) {
      quick.send(AdsClient.ask(XdsType.LISTENER));
      for (int i = 0; i < MANY; i++) {
        zone.put(dataplane("deaf-" + i, "127.0.0.1"));
        var client = AdsClient.sotw(zone.port(), zone.tls().certificate(), "");
        client.send(AdsClient.first(node("deaf-" + i), XdsType.CLUSTER));
        deaf.put(client, client.next());
      }
      long last = 0;
      for (int i = 1; i <= CHANGES; i++) {
        last = zone.put(backend(i % SERVICES, i));
      }
      List<Any> newest = keepUp(quick, last);

      for (int i = 0; i < MANY; i++) {
        assertThat(sent("deaf-" + i)).as("answers to deaf-%d", i).isEqualTo(1);
      }
      assertThat(deaf.keySet()).allMatch(AdsClient::quiet);
      for (int i = 0; i < MANY; i++) {
        awaitTarget("deaf-" + i, last);
      }
      // Whoever answers at last gets what is newest, and nothing of what came between.
      for (var each : deaf.entrySet()) {
        each.getKey().send(AdsClient.ack(each.getValue()));
        assertThat(each.getKey().next().getResourcesList()).isEqualTo(newest);
      }
    } finally {
      for (var client : deaf.keySet()) {
        client.close();
      }
    }
  }
}
