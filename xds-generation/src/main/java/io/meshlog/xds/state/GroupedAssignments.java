package io.meshlog.xds.state;

import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.meshlog.xds.Names;
import io.meshlog.xds.Spread.Affinity;
import io.meshlog.xds.Spread.Failover;
import io.meshlog.xds.Spread.Grouped;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.XdsType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
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

  /**
   * @param throughEgress whether other zones are behind the egress, which ranks them: then they
   *     stand together, under a name by which Envoy sees that the ranks have changed
   */
  static XdsResource of(
      String cluster,
      Collection<Endpoint> endpoints,
      String ownZone,
      Grouped grouped,
      boolean throughEgress,
      ToIntFunction<Endpoint> weight) {
    Map<Group, List<Endpoint>> groups = new TreeMap<>(Group.ORDER);
    Optional<Group> egress =
        throughEgress ? Optional.of(egress(grouped.failovers())) : Optional.empty();
    for (Endpoint endpoint : endpoints) {
      Optional<Group> group =
          endpoint.zone().equals(ownZone)
              ? Optional.of(here(endpoint, grouped.affinities()))
              : egress.or(() -> elsewhere(endpoint.zone(), grouped.failovers()));
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

  private static Group egress(List<Failover> failovers) {
    StringBuilder ranks = new StringBuilder();
    for (int i = 0; i < failovers.size(); i++) {
      Failover failover = failovers.get(i);
      String zones = String.join(",", new TreeSet<>(failover.zones()));
      String kind = !failover.except() ? "" : failover.zones().isEmpty() ? "Any" : "AnyExcept:";
      if (failover.except() || !failover.zones().isEmpty()) {
        ranks.append(i + 1).append(':').append(kind).append(zones).append(';');
      }
    }
    return new Group(Names.egressLocality(ranks.toString()), "", 1, OTHERS);
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
