package io.meshlog.bench.ads;

import java.util.Arrays;

/** The resource types a sidecar asks for, with their type URLs. */
public enum XdsKind {
  CLUSTER("envoy.config.cluster.v3.Cluster"),
  ENDPOINT("envoy.config.endpoint.v3.ClusterLoadAssignment"),
  LISTENER("envoy.config.listener.v3.Listener"),
  ROUTE("envoy.config.route.v3.RouteConfiguration"),
  SECRET("envoy.extensions.transport_sockets.tls.v3.Secret");

  private final String url;

  XdsKind(String message) {
    this.url = "type.googleapis.com/" + message;
  }

  public String url() {
    return url;
  }

  public static XdsKind of(String url) {
    return Arrays.stream(values())
        .filter(kind -> kind.url.equals(url))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unexpected type " + url));
  }
}
