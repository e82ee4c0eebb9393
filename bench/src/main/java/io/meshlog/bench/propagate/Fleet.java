package io.meshlog.bench.propagate;

import com.google.protobuf.Any;
import io.meshlog.bench.ads.ControlPlaneAddress;
import io.meshlog.bench.ads.SimulatedNode;
import io.meshlog.bench.ads.SimulatedProxy;
import io.meshlog.bench.ads.XdsKind;
import io.meshlog.demo.DemoTopology;
import io.meshlog.demo.Http;
import io.meshlog.demo.layout.ZoneLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/** Simulated sidecars in both zones of a running topology, each calling the same few services. */
final class Fleet implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final DemoTopology topology;
  private final List<String> destinations;
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final Map<String, List<SimulatedProxy>> byZone = new TreeMap<>();
  private final AtomicReference<Change> pending = new AtomicReference<>();

  Fleet(DemoTopology topology, List<String> destinations) {
    this.topology = topology;
    this.destinations = List.copyOf(destinations);
  }

  /** Connects as many as lack to this number and returns when each has its listeners. */
  void connect(ZoneLayout zone, int upTo) throws InterruptedException {
    Http.Answer token =
        topology
            .http()
            .post(zone.controlPlane().api().resolve("/tokens/dataplane"), "{\"mesh\":\"default\"}");
    if (!token.isOk()) {
      throw new IllegalStateException("no token from " + zone.name() + ": " + token);
    }
    Path caCert = topology.options().state().resolve(zone.name()).resolve("kuma-cp.crt");
    var cp = new ControlPlaneAddress("127.0.0.1", zone.controlPlane().dpServer(), caCert);
    List<SimulatedProxy> proxies = byZone.computeIfAbsent(zone.name(), z -> new ArrayList<>());
    for (int i = proxies.size(); i < upTo; i++) {
      SimulatedNode node = node(zone, i, token.body());
      proxies.add(SimulatedProxy.connect(cp, node, threads, this::acknowledged));
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (proxies.stream().anyMatch(proxy -> proxy.responses() < 3)) {
      proxies.stream()
          .filter(proxy -> !proxy.failure().isEmpty())
          .findFirst()
          .ifPresent(proxy -> {
            throw new IllegalStateException(proxy.self().name() + ": " + proxy.failure());
          });
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("simulated proxies of " + zone.name() + " got no config");
      }
      Thread.sleep(20);
    }
  }

  private SimulatedNode node(ZoneLayout zone, int index, String token) {
    String name = "sim-" + zone.name() + "-" + index;
    StringBuilder outbounds = new StringBuilder();
    for (int i = 0; i < destinations.size(); i++) {
      outbounds
          .append(i == 0 ? "" : ",")
          .append(
              """
              {"port":%d,"tags":{"kuma.io/service":"%s"}}\
              """
                  .formatted(40_000 + i, destinations.get(i)));
    }
    String dataplane =
        """
        {"type":"Dataplane","mesh":"default","name":"%s","networking":{"address":"127.9.%d.%d",
         "inbound":[{"port":41000,"tags":{"kuma.io/service":"sim-%d","kuma.io/protocol":"http"}}],
         "outbound":[%s]}}\
        """
            .formatted(name, zone.index(), index + 1, index % 10, outbounds);
    return new SimulatedNode("default", name, dataplane, token);
  }

  List<SimulatedProxy> of(ZoneLayout zone) {
    return byZone.getOrDefault(zone.name(), List.of());
  }

  List<SimulatedProxy> all() {
    return byZone.values().stream().flatMap(List::stream).toList();
  }

  long responses() {
    return all().stream().mapToLong(SimulatedProxy::responses).sum();
  }

  /** From now on acknowledgements are counted towards this change. */
  void expect(Change change) {
    pending.set(change);
  }

  private void acknowledged(
      SimulatedProxy proxy, XdsKind kind, List<Any> resources, long nanoTime) {
    Change change = pending.get();
    if (change != null) {
      change.acknowledged(proxy, kind, resources, nanoTime);
    }
  }

  @Override
  public void close() {
    all().forEach(SimulatedProxy::close);
    threads.shutdownNow();
  }
}
