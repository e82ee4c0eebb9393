package io.meshlog.model.zone;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Tags;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The door of a zone, and what can be reached behind it (rest-and-dataplane-protocol.md 7.2).
 *
 * @param zone the zone it stands in, set by its control plane
 * @param availableServices derived by the owning zone from its Dataplanes, never by a user
 */
public record ZoneIngressSpec(
    @Nullable String zone,
    @Nullable Networking networking,
    @Nullable List<AvailableService> availableServices)
    implements Spec {

  public List<AvailableService> available() {
    return availableServices == null ? List.of() : availableServices;
  }

  public ZoneIngressSpec withAvailable(List<AvailableService> services) {
    return new ZoneIngressSpec(zone, networking, List.copyOf(services));
  }

  /**
   * @param address and {@code port}: where its Envoy listens
   * @param advertisedAddress and {@code advertisedPort}: what other zones dial
   */
  public record Networking(
      @Nullable String address,
      @Nullable String advertisedAddress,
      int port,
      int advertisedPort,
      @Nullable Admin admin) {}

  public record Admin(int port) {}

  /** One group of equal instances: the same mesh and the same full tag set. */
  public record AvailableService(
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Tags tags,
      int instances,
      String mesh,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean externalService) {
    public AvailableService {
      tags = tags == null ? Tags.EMPTY : tags;
      mesh = mesh == null ? "" : mesh;
    }
  }
}
