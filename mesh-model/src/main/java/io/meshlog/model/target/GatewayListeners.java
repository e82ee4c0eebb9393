package io.meshlog.model.target;

import io.meshlog.model.resource.Tags;
import java.util.List;

/**
 * What a builtin gateway listens on, as far as policies can select by it (policies.md 1.3).
 *
 * @param gateway display name of its MeshGateway; empty when the proxy is none
 * @param tags of each listener, with those of the MeshGateway and of the Dataplane under them
 */
public record GatewayListeners(String gateway, List<Tags> tags) {
  public static final GatewayListeners NONE = new GatewayListeners("", List.of());

  public GatewayListeners {
    tags = List.copyOf(tags);
  }
}
