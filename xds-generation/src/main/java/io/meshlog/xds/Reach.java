package io.meshlog.xds;

import io.meshlog.model.resource.Tags;

/**
 * What a cluster's endpoints are taken from.
 *
 * @param destination service and further tags
 * @param spread how they are ranked and grouped; an ingress does neither
 * @param inZone only the endpoints of this zone: the proxy is an ingress
 */
public record Reach(String mesh, Tags destination, boolean inZone, Spread spread) {
  public Reach(String mesh, Tags destination, boolean inZone) {
    this(mesh, destination, inZone, Spread.OF_MESH);
  }

  /** What changes when the endpoints do. */
  public Dep dep() {
    return inZone
        ? new Dep.LocalEndpoints(mesh, destination.service())
        : new Dep.Endpoints(mesh, destination.service());
  }
}
