package io.meshlog.bench.propagate;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.meshlog.bench.ads.SimulatedProxy;
import io.meshlog.bench.ads.XdsKind;
import io.meshlog.demo.DemoTopology;
import io.meshlog.demo.layout.ControlPlanePorts;
import io.meshlog.demo.layout.ZoneLayout;
import java.net.URI;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The three changes of the report, each with a value that no other change has. */
final class Scenarios {
  static final String LOCAL = "bench-local";
  static final String TIMEOUT = "a-bench";
  private static final String REMOTE = "bench-remote-";

  /** Of the first change; those of earlier rounds have smaller ones. */
  private final int first;

  private final String remote;

  private final DemoTopology topology;
  private final Fleet fleet;

  /**
   * @param round of several that measure the same
   */
  Scenarios(DemoTopology topology, Fleet fleet, int round, int first) {
    this.first = first;
    this.remote = remote(round);
    this.topology = topology;
    this.fleet = fleet;
  }

  /** A service of its own for each round: its instances become more with each change. */
  static String remote(int round) {
    return REMOTE + round;
  }

  Stream<Scenario> all() {
    return Stream.of(endpoint(), policy(), remote());
  }

  /** An endpoint moves to another port; the port is the value. */
  private Scenario endpoint() {
    ZoneLayout zone = topology.layout().zone("zone-1");
    return new Scenario(
        "PUT of an endpoint at zone-1 to the last ACK in zone-1",
        fleet.of(zone),
        n -> dataplane(zone, LOCAL, LOCAL, 10_000 + n),
        (n, kind, resources) ->
            hasEndpoint(
                LOCAL,
                kind,
                resources,
                e -> e.getEndpoint().getAddress().getSocketAddress().getPortValue() == 10_000 + n));
  }

  /** A timeout set at Global; its milliseconds are the value. */
  private Scenario policy() {
    ControlPlanePorts global = topology.layout().global();
    URI uri = global.api().resolve("/meshes/default/meshtimeouts/" + TIMEOUT);
    String json =
        """
        {"type":"MeshTimeout","mesh":"default","name":"a-bench","spec":{"targetRef":{"kind":"Mesh"},
         "to":[{"targetRef":{"kind":"Mesh"},"default":{"http":{"requestTimeout":"%dms"}}}]}}\
        """;
    return new Scenario(
        "PUT of a MeshTimeout at Global to the last ACK in both zones",
        fleet.all(),
        n -> new Scenario.Put(uri, json.formatted(millis(n))),
        (n, kind, resources) -> {
          ByteString value =
              Duration.newBuilder()
                  .setSeconds(millis(n) / 1000)
                  .setNanos(millis(n) % 1000 * 1_000_000)
                  .build()
                  .toByteString();
          return kind == XdsKind.LISTENER
              && resources.stream().anyMatch(any -> contains(any.getValue(), value));
        });
  }

  /** One more instance of a service of zone-2; the endpoint's weight in zone-1 is the value. */
  private Scenario remote() {
    ZoneLayout there = topology.layout().zone("zone-2");
    return new Scenario(
        "Dataplane registered in zone-2 to its endpoint in zone-1",
        fleet.of(topology.layout().zone("zone-1")),
        n -> dataplane(there, remote + "-" + n, remote, 20_000 + n),
        (n, kind, resources) ->
            hasEndpoint(
                remote,
                kind,
                resources,
                e -> e.getLoadBalancingWeight().getValue() == n - first + 1));
  }

  /** Never a whole number of seconds, so that the encoded duration has two fields. */
  private static int millis(int n) {
    return 20_001 + 2 * n;
  }

  private static Scenario.Put dataplane(ZoneLayout zone, String name, String service, int port) {
    String json =
        """
        {"type":"Dataplane","mesh":"default","name":"%s","networking":{"address":"127.8.%d.1",
         "inbound":[{"port":%d,"tags":{"kuma.io/service":"%s","kuma.io/protocol":"http"}}]}}\
        """
            .formatted(name, zone.index(), port, service);
    return new Scenario.Put(
        zone.controlPlane().api().resolve("/meshes/default/dataplanes/" + name), json);
  }

  private static boolean hasEndpoint(
      String cluster, XdsKind kind, List<Any> resources, Predicate<LbEndpoint> wanted) {
    return kind == XdsKind.ENDPOINT
        && SimulatedProxy.assignments(resources).stream()
            .filter(cla -> cla.getClusterName().equals(cluster))
            .flatMap((ClusterLoadAssignment cla) -> cla.getEndpointsList().stream())
            .flatMap(locality -> locality.getLbEndpointsList().stream())
            .anyMatch(wanted);
  }

  private static boolean contains(ByteString text, ByteString part) {
    int last = text.size() - part.size();
    for (int i = 0; i <= last; i++) {
      if (text.byteAt(i) == part.byteAt(0) && text.substring(i, i + part.size()).equals(part)) {
        return true;
      }
    }
    return false;
  }
}
