package io.meshlog.xds.draft;

import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import java.util.ArrayList;
import java.util.List;

/**
 * The messages of one proxy after freezing, for who changes them as they are: the last step before
 * they are sent. Local to one call.
 */
public final class Finished {
  /**
   * @param origin what made it, by Kuma's words: inbound, outbound, admin and so on
   */
  public record Part<M extends Message>(String origin, M message) {
    public Part<M> with(M other) {
      return new Part<>(origin, other);
    }
  }

  private final List<Part<Cluster>> clusters = new ArrayList<>();
  private final List<Part<Listener>> listeners = new ArrayList<>();
  private final List<Part<RouteConfiguration>> routes = new ArrayList<>();

  /** May be changed. */
  public List<Part<Cluster>> clusters() {
    return clusters;
  }

  /** May be changed. */
  public List<Part<Listener>> listeners() {
    return listeners;
  }

  /** Routes that come apart from their listeners: those of gateways. May be changed. */
  public List<Part<RouteConfiguration>> routes() {
    return routes;
  }
}
