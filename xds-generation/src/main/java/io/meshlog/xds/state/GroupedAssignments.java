package io.meshlog.xds.state;

import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.meshlog.xds.Spread.Affinity;
import io.meshlog.xds.Spread.Failover;
import io.meshlog.xds.Spread.Grouped;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.XdsType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * Load assignments that MeshLoadBalancingStrategy rebuilds (policies.md 2.12): this zone's
 * endpoints in groups by what they share with the proxy, other zones' only where a rule admits
 * them. The labels of Dataplanes are not in these.
 */
final class GroupedAssignments {
  private static final int OTHERS = 1;

  /** Where endpoints stand together. */
  private record Group(String zone, String subZone, int priority, int weight) {
    static final Comparator<Group> ORDER =
        Comparator.comparing(Group::zone)
            .thenComparing(Group::subZone)
            .thenComparingInt(Group::priority)
            .thenComparingInt(Group::weight);
  }

  private GroupedAssignments() {}

  static XdsResource of(
      String cluster,
      List<Endpoint> endpoints,
      String ownZone,
      Grouped grouped,
      ToIntFunction<Endpoint> weight) {
    Map<Group, List<Endpoint>> groups = new TreeMap<>(Group.ORDER);
    for (Endpoint endpoint : endpoints) {
      Optional<Group> group =
          endpoint.zone().equals(ownZone)
              ? Optional.of(here(endpoint, grouped.affinities()))
              : elsewhere(endpoint.zone(), grouped.failovers());
      group.ifPresent(
          where -> groups.computeIfAbsent(where, none -> new ArrayList<>()).add(endpoint));
    }
    ClusterLoadAssignment.Builder assignment =
        ClusterLoadAssignment.newBuilder().setClusterName(cluster);
    assignment
        .getPolicyBuilder()
        .setOverprovisioningFactor(UInt32Value.of(grouped.overprovisioning()));
    groups.forEach((group, members) -> {
      LocalityLbEndpoints.Builder locality =
          assignment.addEndpointsBuilder().setPriority(group.priority());
      if (!group.zone().isEmpty()) {
        locality.getLocalityBuilder().setZone(group.zone()).setSubZone(group.subZone());
      }
      if (grouped.weighted()) {
        // Envoy gives a group without a weight nothing once there are weights at all.
        locality.setLoadBalancingWeight(UInt32Value.of(group.weight()));
      }
      members.sort(LoadAssignments.ORDER);
      members.forEach(member ->
          locality.addLbEndpoints(LoadAssignments.lb(member, weight.applyAsInt(member), false)));
    });
    return XdsResource.of(XdsType.ENDPOINT, cluster, assignment.build());
  }

  private static Group here(Endpoint endpoint, List<Affinity> affinities) {
    for (Affinity affinity : affinities) {
      if (endpoint.tags().getOrEmpty(affinity.key()).equals(affinity.value())) {
        String subZone = affinity.key() + '=' + affinity.value();
        return new Group(endpoint.zone(), subZone, 0, affinity.weight());
      }
    }
    return new Group(endpoint.zone(), "", 0, OTHERS);
  }

  private static Optional<Group> elsewhere(String zone, List<Failover> failovers) {
    for (int i = 0; i < failovers.size(); i++) {
      if (failovers.get(i).admits(zone)) {
        return Optional.of(new Group(zone, "", i + 1, OTHERS));
      }
    }
    return Optional.empty();
  }
}
