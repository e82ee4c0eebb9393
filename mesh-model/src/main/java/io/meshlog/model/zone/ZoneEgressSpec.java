package io.meshlog.model.zone;

import io.meshlog.model.resource.Spec;
import org.jspecify.annotations.Nullable;

/**
 * The way out of a zone: to what is outside of the mesh, and to other zones where the mesh wants
 * that (rest-and-dataplane-protocol.md 7.2).
 *
 * @param zone the zone it stands in, set by its control plane
 */
public record ZoneEgressSpec(@Nullable String zone, @Nullable Networking networking)
    implements Spec {

  /**
   * @param address and {@code port}: where its Envoy listens, and what sidecars of the zone dial
   */
  public record Networking(@Nullable String address, int port, @Nullable Admin admin) {}

  public record Admin(int port) {}
}
