package io.meshlog.xds;

import io.meshlog.model.resource.Tags;

/**
 * What a cluster's endpoints are taken from.
 *
 * @param destination service and further tags
 * @param inZone only the endpoints of this zone: the proxy is an ingress
 */
public record Reach(String mesh, Tags destination, boolean inZone) {
  /** What changes when the endpoints do. */
  public Dep dep() {
    return inZone
        ? new Dep.LocalEndpoints(mesh, destination.service())
        : new Dep.Endpoints(mesh, destination.service());
  }
}
