package io.meshlog.api.mesh;

import io.meshlog.model.legacy.trafficpermission.TrafficPermissionSpec;
import io.meshlog.model.legacy.trafficroute.TrafficRouteSpec;
import io.meshlog.model.legacy.trafficroute.TrafficRouteSpec.Conf;
import io.meshlog.model.legacy.trafficroute.TrafficRouteSpec.LoadBalancer;
import io.meshlog.model.legacy.trafficroute.TrafficRouteSpec.Nothing;
import io.meshlog.model.resource.Selector;
import io.meshlog.model.resource.Tags;
import io.meshlog.xds.policy.Policy.DefaultPolicy;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What Kuma makes with a mesh on {@code KUMA_DEFAULTS_CREATE_MESH_ROUTING_RESOURCES}: everybody may
 * call everybody, and everything goes where it is sent. Tools that look for them find them; nothing
 * else comes of them here.
 */
final class RoutingResources {
  private static final Tags EVERYTHING = Tags.of(Tags.SERVICE, "*");
  private static final List<Selector> ALL = List.of(Selector.of(EVERYTHING));

  private RoutingResources() {}

  /**
   * @param skip {@code skipCreatingInitialPolicies} of the mesh: type names, or {@code *} for all
   */
  static List<DefaultPolicy<?>> of(String mesh, @Nullable Collection<String> skip) {
    if (skip != null && skip.contains("*")) {
      return List.of();
    }
    LoadBalancer roundRobin = new LoadBalancer(new Nothing(), null, null, null, null);
    return Stream.<DefaultPolicy<?>>of(
            new DefaultPolicy<>(
                TrafficPermissionSpec.TYPE,
                "allow-all-" + mesh,
                new TrafficPermissionSpec(ALL, ALL)),
            new DefaultPolicy<>(
                TrafficRouteSpec.TYPE,
                "route-all-" + mesh,
                new TrafficRouteSpec(ALL, ALL, new Conf(null, roundRobin, EVERYTHING, null))))
        .filter(policy -> skip == null || !skip.contains(policy.type().name()))
        .toList();
  }
}
