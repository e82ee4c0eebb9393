package io.meshlog.xds.draft;

import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec.Listener;
import io.meshlog.model.legacy.meshgatewayroute.MeshGatewayRouteSpec;
import io.meshlog.model.resource.Tags;
import io.meshlog.xds.Destination;
import io.meshlog.xds.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * One listener of a MeshGateway. Several share an Envoy listener when they have a port in common;
 * if they speak plain HTTP, they share its connection manager too.
 */
public final class GatewayListenerDraft implements Router {
  private final ProxyDraft proxy;
  private final String name;
  private final int index;
  private final Listener spec;
  private final Tags tags;
  private final List<MeshGatewayRouteSpec> olderRoutes;
  private final TrafficDraft traffic;
  private final boolean opens;
  private final BiFunction<GatewayListenerDraft, Destination, ClusterDraft> clusters;
  private final List<GatewayHostDraft> hosts = new ArrayList<>();
  private final List<Filter> networkFilters = new ArrayList<>();

  /**
   * @param name of the Envoy listener
   * @param index among the listeners of the MeshGateway
   * @param tags with those of the MeshGateway and of the Dataplane under them
   * @param olderRoutes the MeshGatewayRoutes for it
   * @param opens whether it is the first that the traffic is of
   * @param clusters makes the cluster to a destination
   */
  public GatewayListenerDraft(
      ProxyDraft proxy,
      String name,
      int index,
      Listener spec,
      Tags tags,
      List<MeshGatewayRouteSpec> olderRoutes,
      TrafficDraft traffic,
      boolean opens,
      BiFunction<GatewayListenerDraft, Destination, ClusterDraft> clusters) {
    this.proxy = proxy;
    this.name = name;
    this.index = index;
    this.spec = spec;
    this.tags = tags;
    this.olderRoutes = List.copyOf(olderRoutes);
    this.traffic = traffic;
    this.opens = opens;
    this.clusters = clusters;
  }

  @Override
  public ProxyDraft proxy() {
    return proxy;
  }

  public String name() {
    return name;
  }

  public int index() {
    return index;
  }

  public Listener spec() {
    return spec;
  }

  public Tags tags() {
    return tags;
  }

  /** Where it leads unless routes of today say so. */
  public List<MeshGatewayRouteSpec> olderRoutes() {
    return olderRoutes;
  }

  public int port() {
    return Math.toIntExact(spec.port());
  }

  /** A connection manager whose routes are those of {@link #hosts}, or plain bytes. */
  public TrafficDraft traffic() {
    return traffic;
  }

  /** Whether what is said of the traffic as a whole is said here: it may have other listeners. */
  public boolean opens() {
    return opens;
  }

  /** Before all others; those of the listener that opens. May be changed. */
  public List<Filter> networkFilters() {
    return networkFilters;
  }

  /** The most particular first. May be changed. */
  public List<GatewayHostDraft> hosts() {
    return hosts;
  }

  public List<RouteDraft> routes() {
    return hosts.stream().flatMap(host -> host.routes().stream()).toList();
  }

  @Override
  public BackendDraft backend(Destination to, int weight) {
    String cluster = Names.gatewayCluster(to, tags);
    return new BackendDraft(proxy.remembered(cluster, () -> clusters.apply(this, to)), weight);
  }
}
