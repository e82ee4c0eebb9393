package io.meshlog.xds.state;

import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Tags;

/**
 * One place where a service can be reached.
 *
 * @param inbound name of the inbound, empty when it has none or is in another zone
 * @param weight of a remote one, its instances; of a local one 0: the mesh decides
 * @param tags of the inbound or of the available service, its service included
 * @param labels of the Dataplane; empty for a remote one
 * @param zone where it is, empty when nobody said
 */
record Endpoint(
    String address,
    int port,
    String inbound,
    int weight,
    Tags tags,
    Labels labels,
    String zone,
    boolean local) {

  /**
   * Identity within a service.
   *
   * @param owner name of the Dataplane, or {@code address:port} of the ingress
   * @param part number of the inbound, or tags of the available service
   */
  record Id(String owner, String part) {}

  Endpoint weighing(int other) {
    return new Endpoint(address, port, inbound, other, tags, labels, zone, local);
  }

  /** The same, reached through a door of its own zone's. */
  Endpoint through(Door door) {
    return new Endpoint(door.ip(), door.port(), "", 1, tags, labels, zone, false);
  }

  String service() {
    return tags.service();
  }
}
