package io.meshlog.xds.draft;

import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.dataplane.DataplaneSpec.Outbound;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.target.BackendRef;
import io.meshlog.model.target.GatewayListeners;
import io.meshlog.model.telemetry.MeshOpenTelemetryBackendSpec;
import io.meshlog.xds.Decided;
import io.meshlog.xds.Dep;
import io.meshlog.xds.Destination;
import io.meshlog.xds.Protocol;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.Redirects;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** All parts of one sidecar's config while it is being decided. Local to one call. */
public final class ProxyDraft {
  private final ProxyFacts facts;
  private final MeshFacts mesh;
  private final Resource<DataplaneSpec> dataplane;
  private boolean lookedAt;
  private final BiFunction<ProxyDraft, Destination, ClusterDraft> clusters;
  private final Supplier<List<Resource<MeshOpenTelemetryBackendSpec>>> collectors;
  private final List<InboundDraft> inbounds = new ArrayList<>();
  private final List<OutboundDraft> outbounds = new ArrayList<>();
  private final Map<String, ClusterDraft> reachable = new HashMap<>();
  private final SortedMap<String, ClusterDraft> extra = new TreeMap<>();
  private final Set<Dep> deps = new HashSet<>();
  private Function<String, List<AccessLog>> directLogs = name -> List.of();
  private final List<Decided> decisions = new ArrayList<>();
  private final SortedMap<String, JsonNode> dynamicConfig = new TreeMap<>();
  private final SortedMap<String, String> hostnames = new TreeMap<>();
  private final List<Consumer<Finished>> edits = new ArrayList<>();
  private final String address;
  private final GatewayListeners listeners;
  private final List<GatewayListenerDraft> gateway = new ArrayList<>();
  private final Redirects redirects;
  private final List<PassthroughDraft> passthrough = new ArrayList<>();

  /**
   * @param dataplane the proxy's, or one that stands for several
   * @param address the IP of the Dataplane, empty while its host name is not resolved
   * @param listeners of a builtin gateway, by which policies select
   * @param redirects how the host's traffic is led to it
   * @param clusters makes the cluster to a destination, as the baseline wants it
   * @param collectors those of the mesh
   */
  public ProxyDraft(
      ProxyFacts facts,
      MeshFacts mesh,
      Resource<DataplaneSpec> dataplane,
      String address,
      GatewayListeners listeners,
      Redirects redirects,
      BiFunction<ProxyDraft, Destination, ClusterDraft> clusters,
      Supplier<List<Resource<MeshOpenTelemetryBackendSpec>>> collectors) {
    this.facts = facts;
    this.mesh = mesh;
    this.dataplane = dataplane;
    this.address = address;
    this.listeners = listeners;
    this.redirects = redirects;
    this.clusters = clusters;
    this.collectors = collectors;
  }

  public ProxyFacts facts() {
    return facts;
  }

  public MeshFacts mesh() {
    return mesh;
  }

  public Resource<DataplaneSpec> dataplane() {
    lookedAt = true;
    return dataplane;
  }

  /** Whether the Dataplane was asked for: what comes of this may not be for others. */
  public boolean lookedAt() {
    return lookedAt;
  }

  /** The IP of the Dataplane; empty while its host name is not resolved. */
  public String address() {
    return address;
  }

  /** By which policies select a builtin gateway. */
  public GatewayListeners listeners() {
    return listeners;
  }

  public Redirects redirects() {
    return redirects;
  }

  /** What is done with calls out of the mesh, where the host leads them here; by family. */
  public List<PassthroughDraft> passthrough() {
    return passthrough;
  }

  /** Listeners of a builtin gateway, by port; of one port the most particular hosts first. */
  public List<GatewayListenerDraft> gateway() {
    return gateway;
  }

  /** In the order of the Dataplane. */
  public List<InboundDraft> inbounds() {
    return inbounds;
  }

  /** In the order of the Dataplane. */
  public List<OutboundDraft> outbounds() {
    return outbounds;
  }

  public OutboundDraft addOutbound(
      Outbound spec, Destination destination, Protocol protocol, TrafficDraft traffic) {
    OutboundDraft outbound = new OutboundDraft(this, spec, destination, protocol, traffic);
    outbounds.add(outbound);
    return outbound;
  }

  /** The protocol of a destination; the config depends on it from now on. */
  public Protocol protocolOf(Destination destination) {
    return switch (destination) {
      case Destination.Tagged tagged when tagged.mesh().isPresent() -> Protocol.UNKNOWN;
      case Destination.Tagged tagged -> {
        deps.add(new Dep.Shape(mesh.name(), tagged.service()));
        yield mesh.protocolOf(tagged.service());
      }
      case Destination.Port port ->
          named(port.resource()).map(found -> found.protocol(port)).orElse(Protocol.UNKNOWN);
    };
  }

  /** A service addressed by identity; the config depends on whether and what it is. */
  public Optional<NamedService> named(ResourceKey key) {
    deps.add(new Dep.Named(key));
    return mesh.named(key);
  }

  /** The services of a type that have all these labels; the config depends on which these are. */
  public Set<ResourceKey> allWithLabels(String type, Labels wanted) {
    Map.Entry<String, String> one = wanted.values().entrySet().iterator().next();
    deps.add(new Dep.Labelled(mesh.name(), type, one.getKey(), one.getValue()));
    return mesh.allWithLabels(type, wanted);
  }

  /** What policies can refer to as a collector; the config depends on all of them from now on. */
  public List<Resource<MeshOpenTelemetryBackendSpec>> collectors() {
    deps.add(new Dep.OfCollectors(mesh.name()));
    return collectors.get();
  }

  /** What a route refers to; empty when it is by identity and there is no such thing. */
  public Optional<Destination> destination(BackendRef ref) {
    return ref.real()
        ? NamedRef.of(ref).in(this).map(port -> port)
        : Optional.of(new Destination.Tagged(ref.destination()));
  }

  /**
   * The cluster to a destination, the same for equal ones. It is sent only if something refers to
   * it in the end.
   */
  public ClusterDraft clusterTo(Destination destination) {
    return remembered(destination.cluster(), () -> clusters.apply(this, destination));
  }

  /** The cluster of that name, made when it is first asked for. */
  ClusterDraft remembered(String name, Supplier<ClusterDraft> made) {
    ClusterDraft known = reachable.get(name);
    if (known == null) {
      known = made.get();
      reachable.put(name, known);
    }
    return known;
  }

  /**
   * The clusters that routes and mirrors of outbounds and gateways refer to now, each once, by
   * name.
   */
  public Collection<ClusterDraft> destinations() {
    SortedMap<String, ClusterDraft> found = new TreeMap<>();
    for (OutboundDraft outbound : outbounds) {
      collect(outbound.traffic(), found);
    }
    gateway.forEach(listener -> collect(listener, found));
    return found.values();
  }

  /** Those that one listener of a gateway refers to. */
  public Collection<ClusterDraft> destinations(GatewayListenerDraft listener) {
    SortedMap<String, ClusterDraft> found = new TreeMap<>();
    collect(listener, found);
    return found.values();
  }

  private static void collect(
      GatewayListenerDraft listener, SortedMap<String, ClusterDraft> found) {
    collect(listener.traffic(), found);
    routes(listener.routes(), found);
  }

  private static void collect(
      @Nullable TrafficDraft traffic, SortedMap<String, ClusterDraft> found) {
    switch (traffic) {
      case null -> {}
      case TcpDraft tcp -> collect(tcp.backends(), found);
      case HttpDraft http -> routes(http.routes(), found);
    }
  }

  private static void routes(List<RouteDraft> routes, SortedMap<String, ClusterDraft> found) {
    for (RouteDraft route : routes) {
      if (!route.redirects()) {
        collect(route.backends(), found);
        route.mirrors().forEach(m -> found.put(m.cluster().name(), m.cluster()));
      }
    }
  }

  private static void collect(List<BackendDraft> backends, SortedMap<String, ClusterDraft> found) {
    backends.forEach(backend -> found.put(backend.cluster().name(), backend.cluster()));
  }

  /** A cluster that is neither an inbound's nor a destination: admin, a collector of traces. */
  public void addCluster(ClusterDraft cluster) {
    extra.put(cluster.name(), cluster);
  }

  /** Takes one away that {@link #addCluster} added. */
  public void removeCluster(String name) {
    extra.remove(name);
  }

  /** Clusters that {@link #addCluster} added. */
  public Collection<ClusterDraft> extraClusters() {
    return extra.values();
  }

  /** What logs calls to an instance by its own address, by the name of the listener for it. */
  public Function<String, List<AccessLog>> directLogs() {
    return directLogs;
  }

  public void directLogs(Function<String, List<AccessLog>> made) {
    this.directLogs = made;
  }

  /** What kuma-dp itself is configured by, by the path at which it asks. May be changed. */
  public SortedMap<String, JsonNode> dynamicConfig() {
    return dynamicConfig;
  }

  /** Names of the mesh that its host may use, and the virtual address of each. May be changed. */
  public SortedMap<String, String> hostnames() {
    return hostnames;
  }

  /** What is to be done with the messages once everything is frozen, in this order. */
  public void afterwards(Consumer<Finished> edit) {
    edits.add(edit);
  }

  public List<Consumer<Finished>> edits() {
    return edits;
  }

  public void dependsOn(Dep dep) {
    deps.add(dep);
  }

  public Set<Dep> deps() {
    return deps;
  }

  /** Notes which policies decided a group of fields. */
  public void decided(Decided decision) {
    decisions.add(decision);
  }

  public List<Decided> decisions() {
    return decisions;
  }
}
