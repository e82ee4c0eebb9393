package io.meshlog.xds;

import java.util.Optional;

/**
 * The kinds of resource a proxy asks for, in the order in which a push sends them: whatever is
 * referred to comes before what refers to it.
 */
public enum XdsType {
  CLUSTER("envoy.config.cluster.v3.Cluster"),
  ENDPOINT("envoy.config.endpoint.v3.ClusterLoadAssignment"),
  LISTENER("envoy.config.listener.v3.Listener"),
  ROUTE("envoy.config.route.v3.RouteConfiguration"),
  SECRET("envoy.extensions.transport_sockets.tls.v3.Secret");

  private final String typeUrl;

  XdsType(String message) {
    this.typeUrl = "type.googleapis.com/" + message;
  }

  public String typeUrl() {
    return typeUrl;
  }

  public static Optional<XdsType> ofTypeUrl(String typeUrl) {
    for (XdsType type : values()) {
      if (type.typeUrl.equals(typeUrl)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
