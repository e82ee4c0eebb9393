package io.meshlog.xds.draft;

import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.meshlog.xds.Destination;
import io.meshlog.xds.Names;
import io.meshlog.xds.Protocol;
import io.meshlog.xds.Spread;
import io.meshlog.xds.XdsResource;
import org.jspecify.annotations.Nullable;

/**
 * One cluster. Its HTTP options and TLS are kept apart until it is frozen, since they go into an
 * Any.
 */
public final class ClusterDraft {
  private static final String HTTP_OPTIONS =
      "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

  private final Cluster.Builder cluster = Cluster.newBuilder();
  private final CircuitBreakers.Thresholds.Builder limits = CircuitBreakers.Thresholds.newBuilder();
  private final Destination destination;
  private final Protocol protocol;
  private HttpProtocolOptions.@Nullable Builder http;
  private UpstreamTlsContext.@Nullable Builder tls;
  private Spread spread = Spread.OF_MESH;
  private boolean outside;

  /**
   * @param destination what it reaches; {@link Destination#NONE} for what is no destination
   * @param protocol of the destination, or of the application behind it
   */
  public ClusterDraft(String name, Destination destination, Protocol protocol) {
    this.destination = destination;
    this.protocol = protocol;
    cluster.setName(name);
    String stat = Names.sanitized(name);
    if (!stat.equals(name)) {
      cluster.setAltStatName(stat);
    }
  }

  public String name() {
    return cluster.getName();
  }

  public Destination destination() {
    return destination;
  }

  public Protocol protocol() {
    return protocol;
  }

  /** Marks one whose destination is not of the mesh, though it goes by the name of a service. */
  public void outside() {
    this.outside = true;
  }

  /** Whether what it reaches is outside of the mesh. */
  public boolean external() {
    return outside || destination.external();
  }

  /** Whether endpoints come by EDS, so that a load assignment must be sent with it. */
  public boolean hasEndpointsApart() {
    return cluster.getType() == Cluster.DiscoveryType.EDS;
  }

  /** Everything but HTTP options and limits: connect timeout, balancing, health checks. */
  public Cluster.Builder cluster() {
    return cluster;
  }

  /** HTTP options of the upstream; made on first use, so ask only where there shall be some. */
  public HttpProtocolOptions.Builder http() {
    if (http == null) {
      http = HttpProtocolOptions.newBuilder();
    }
    return http;
  }

  public boolean hasHttp() {
    return http != null;
  }

  /** How the endpoints that are sent apart are ranked and grouped. */
  public Spread spread() {
    return spread;
  }

  public void spread(Spread other) {
    this.spread = other;
  }

  /** The client's end of TLS; null in plain text. */
  public UpstreamTlsContext.@Nullable Builder tls() {
    return tls;
  }

  public void tls(UpstreamTlsContext.Builder context) {
    this.tls = context;
  }

  /** The default-priority entry of the circuit breaker. */
  public CircuitBreakers.Thresholds.Builder limits() {
    return limits;
  }

  /** To protobuf, once. */
  public Cluster freeze() {
    if (!limits.build().equals(CircuitBreakers.Thresholds.getDefaultInstance())) {
      cluster.getCircuitBreakersBuilder().addThresholds(limits);
    }
    if (http != null) {
      cluster.putTypedExtensionProtocolOptions(HTTP_OPTIONS, XdsResource.pack(http.build()));
    }
    if (tls != null) {
      cluster
          .getTransportSocketBuilder()
          .setName("envoy.transport_sockets.tls")
          .setTypedConfig(XdsResource.pack(tls.build()));
    }
    return cluster.build();
  }
}
