package io.meshlog.xds.draft;

import io.meshlog.xds.Destination;

/** What sends traffic to backends: an outbound, or a listener of a gateway. */
public interface Router {
  ProxyDraft proxy();

  /** A backend for a destination: the cluster to it is made or found. */
  BackendDraft backend(Destination to, int weight);
}
