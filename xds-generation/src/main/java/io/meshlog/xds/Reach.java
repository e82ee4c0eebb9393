package io.meshlog.xds;

/**
 * What a cluster's endpoints are taken from.
 *
 * @param spread how they are ranked and grouped; an ingress does neither
 * @param inZone only the endpoints of this zone: the proxy is an ingress
 */
public record Reach(String mesh, Destination destination, boolean inZone, Spread spread) {
  public Reach(String mesh, Destination destination, boolean inZone) {
    this(mesh, destination, inZone, Spread.OF_MESH);
  }

  /** What changes when the endpoints do. */
  public Dep dep() {
    return switch (destination) {
      case Destination.Tagged tagged ->
          inZone
              ? new Dep.LocalEndpoints(mesh, tagged.service())
              : new Dep.Endpoints(mesh, tagged.service());
      case Destination.Port port -> new Dep.NamedEndpoints(port.resource());
    };
  }
}
