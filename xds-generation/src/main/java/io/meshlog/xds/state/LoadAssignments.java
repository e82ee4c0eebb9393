package io.meshlog.xds.state;

import com.google.protobuf.Struct;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.meshlog.model.resource.Tags;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.XdsType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/** Load assignments as xds-generation.md 3.4 describes them. Equal input gives equal bytes. */
final class LoadAssignments {
  static final Comparator<Endpoint> ORDER =
      Comparator.comparing(Endpoint::address)
          .thenComparingInt(Endpoint::port)
          .thenComparing(endpoint -> endpoint.tags().values().toString());

  private LoadAssignments() {}

  /**
   * @param priority of a zone; 0 is tried first
   * @param weight of an endpoint
   */
  static XdsResource of(
      String cluster,
      Iterable<Endpoint> endpoints,
      ToIntFunction<String> priority,
      ToIntFunction<Endpoint> weight) {
    Map<String, List<Endpoint>> byZone = new TreeMap<>();
    endpoints.forEach(e -> byZone.computeIfAbsent(e.zone(), zone -> new ArrayList<>()).add(e));
    ClusterLoadAssignment.Builder assignment =
        ClusterLoadAssignment.newBuilder().setClusterName(cluster);
    byZone.forEach((zone, members) -> {
      LocalityLbEndpoints.Builder locality =
          assignment.addEndpointsBuilder().setPriority(priority.applyAsInt(zone));
      if (!zone.isEmpty()) {
        locality.getLocalityBuilder().setZone(zone);
      }
      members.sort(ORDER);
      members.forEach(member -> locality.addLbEndpoints(lb(member, weight.applyAsInt(member))));
    });
    return XdsResource.of(XdsType.ENDPOINT, cluster, assignment.build());
  }

  private static LbEndpoint lb(Endpoint endpoint, int weight) {
    return lb(endpoint, weight, true);
  }

  static LbEndpoint lb(Endpoint endpoint, int weight, boolean labels) {
    LbEndpoint.Builder lb = LbEndpoint.newBuilder().setMetadata(metadata(endpoint, labels));
    lb.getEndpointBuilder()
        .getAddressBuilder()
        .getSocketAddressBuilder()
        .setAddress(endpoint.address())
        .setPortValue(endpoint.port());
    if (weight > 0) {
      lb.setLoadBalancingWeight(UInt32Value.of(weight));
    }
    return lb.build();
  }

  private static Metadata metadata(Endpoint endpoint, boolean labels) {
    Struct tags = struct(endpoint.tags().without(Tags.SERVICE).values());
    Metadata.Builder metadata =
        Metadata.newBuilder()
            .putFilterMetadata("envoy.lb", tags)
            .putFilterMetadata("envoy.transport_socket_match", tags);
    if (labels && !endpoint.labels().isEmpty()) {
      metadata.putFilterMetadata("io.kuma.labels", struct(endpoint.labels().values()));
    }
    return metadata.build();
  }

  private static Struct struct(Map<String, String> values) {
    Struct.Builder struct = Struct.newBuilder();
    values.forEach(
        (key, value) -> struct.putFields(key, Value.newBuilder().setStringValue(value).build()));
    return struct.build();
  }
}
