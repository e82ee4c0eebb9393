package io.meshlog.xds;

/**
 * What a cluster's endpoints are taken from.
 *
 * @param from whose cluster it is
 * @param spread how they are ranked and grouped; an ingress does neither
 */
public record Reach(String mesh, Destination destination, From from, Spread spread) {
  /** Where the proxy stands. */
  public enum From {
    /** All endpoints, those of other zones behind their ingresses or the own egress. */
    SIDECAR,
    /** Only the endpoints of this zone. */
    INGRESS,
    /** Only the other zones' ingresses. */
    EGRESS
  }

  public Reach(String mesh, Destination destination, From from) {
    this(mesh, destination, from, Spread.OF_MESH);
  }

  /** What changes when the endpoints do. */
  public Dep dep() {
    return switch (destination) {
      case Destination.Tagged tagged ->
          from == From.INGRESS
              ? new Dep.LocalEndpoints(mesh, tagged.service())
              : new Dep.Endpoints(mesh, tagged.service());
      case Destination.Port port -> new Dep.NamedEndpoints(port.resource());
    };
  }
}
