package io.meshlog.xds.policy;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.target.GatewayListeners;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that matching reads of a Dataplane: replicas of one service have equal shapes and are matched
 * once.
 *
 * @param name empty unless some policy selects by name
 * @param hash of the others: each table of policies asks for it
 */
record ProxyShape(
    String name,
    Labels labels,
    List<InboundShape> inbounds,
    DataplaneSpec.@Nullable Gateway gateway,
    GatewayListeners listeners,
    int hash) {
  record InboundShape(Tags tags, String section) {}

  static ProxyShape of(
      Resource<DataplaneSpec> dataplane, GatewayListeners listeners, boolean withName) {
    DataplaneSpec.Networking net = dataplane.spec().net();
    String name = withName ? dataplane.displayName() : "";
    List<InboundShape> inbounds =
        net.inbounds().stream()
            .map(inbound -> new InboundShape(inbound.tags(), inbound.section()))
            .toList();
    int hash = Objects.hash(name, dataplane.labels(), inbounds);
    return new ProxyShape(name, dataplane.labels(), inbounds, net.gateway(), listeners, hash);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
