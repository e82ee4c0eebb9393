package io.meshlog.xds.golden;

import static io.meshlog.model.target.TargetKind.DATAPLANE;
import static io.meshlog.model.target.TargetKind.MESH;
import static io.meshlog.model.target.TargetKind.MESH_EXTERNAL_SERVICE;
import static io.meshlog.model.target.TargetKind.MESH_GATEWAY;
import static io.meshlog.model.target.TargetKind.MESH_HTTP_ROUTE;
import static io.meshlog.model.target.TargetKind.MESH_MULTI_ZONE_SERVICE;
import static io.meshlog.model.target.TargetKind.MESH_SERVICE;
import static io.meshlog.model.target.TargetKind.MESH_SERVICE_SUBSET;
import static io.meshlog.model.target.TargetKind.MESH_SUBSET;

import io.meshlog.model.target.TargetKind;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The table of policies.md 1.2.1, written down a second time: what each position of each policy
 * accepts.
 *
 * @param listenerTags whether MeshGateway may narrow by tags
 * @param to accepted under the whole Mesh
 * @param toUnderGateway accepted under a MeshGateway or a MeshHTTPRoute
 * @param from accepted under a Dataplane
 */
record Positions(
    Set<TargetKind> top,
    boolean listenerTags,
    Set<TargetKind> to,
    Set<TargetKind> toUnderGateway,
    Set<TargetKind> from) {
  private static final Set<TargetKind> OLD =
      kinds(MESH, MESH_SUBSET, MESH_SERVICE, MESH_SERVICE_SUBSET);
  private static final Set<TargetKind> OLD_AND_D = with(OLD, DATAPLANE);
  private static final Set<TargetKind> AND_GATEWAY = with(OLD_AND_D, MESH_GATEWAY);
  private static final Set<TargetKind> AND_ROUTE = with(AND_GATEWAY, MESH_HTTP_ROUTE);
  private static final Set<TargetKind> FEW = kinds(MESH, MESH_SUBSET, DATAPLANE);
  private static final Set<TargetKind> REAL =
      kinds(MESH_SERVICE, MESH_EXTERNAL_SERVICE, MESH_MULTI_ZONE_SERVICE);
  private static final Set<TargetKind> MESH_AND_REAL = with(REAL, MESH);
  private static final Set<TargetKind> ALSO_ROUTES = with(MESH_AND_REAL, MESH_HTTP_ROUTE);
  private static final Set<TargetKind> ONLY_MESH = kinds(MESH);
  private static final Set<TargetKind> OUTSIDE = kinds(MESH, MESH_EXTERNAL_SERVICE);
  private static final Set<TargetKind> NONE = Collections.emptySet();

  static final Map<String, Positions> OF =
      Map.ofEntries(
          Map.entry("MeshTrafficPermission", new Positions(OLD_AND_D, false, NONE, NONE, OLD)),
          Map.entry("MeshHTTPRoute", new Positions(AND_GATEWAY, true, REAL, ONLY_MESH, NONE)),
          Map.entry("MeshTCPRoute", new Positions(AND_GATEWAY, true, REAL, ONLY_MESH, NONE)),
          Map.entry("MeshTimeout", new Positions(AND_ROUTE, true, ALSO_ROUTES, OUTSIDE, ONLY_MESH)),
          Map.entry("MeshRetry", new Positions(AND_ROUTE, true, ALSO_ROUTES, OUTSIDE, NONE)),
          Map.entry(
              "MeshCircuitBreaker",
              new Positions(AND_GATEWAY, true, MESH_AND_REAL, MESH_AND_REAL, ONLY_MESH)),
          Map.entry(
              "MeshHealthCheck",
              new Positions(AND_GATEWAY, true, MESH_AND_REAL, MESH_AND_REAL, NONE)),
          Map.entry(
              "MeshRateLimit", new Positions(AND_ROUTE, true, ONLY_MESH, ONLY_MESH, ONLY_MESH)),
          Map.entry(
              "MeshFaultInjection", new Positions(AND_GATEWAY, true, ONLY_MESH, ONLY_MESH, OLD)),
          Map.entry(
              "MeshAccessLog", new Positions(AND_GATEWAY, true, ALSO_ROUTES, ONLY_MESH, ONLY_MESH)),
          Map.entry("MeshTrace", new Positions(AND_GATEWAY, false, NONE, NONE, NONE)),
          Map.entry("MeshMetric", new Positions(AND_GATEWAY, true, NONE, NONE, NONE)),
          Map.entry(
              "MeshLoadBalancingStrategy",
              new Positions(
                  AND_GATEWAY,
                  true,
                  kinds(MESH, MESH_SERVICE, MESH_MULTI_ZONE_SERVICE, MESH_HTTP_ROUTE),
                  kinds(MESH, MESH_SERVICE, MESH_MULTI_ZONE_SERVICE),
                  NONE)),
          Map.entry("MeshPassthrough", new Positions(FEW, false, NONE, NONE, NONE)),
          Map.entry("MeshProxyPatch", new Positions(AND_GATEWAY, false, NONE, NONE, NONE)),
          Map.entry("MeshTLS", new Positions(FEW, false, NONE, NONE, ONLY_MESH)));

  private static Set<TargetKind> kinds(TargetKind first, TargetKind... more) {
    return EnumSet.of(first, more);
  }

  private static Set<TargetKind> with(Set<TargetKind> kinds, TargetKind more) {
    EnumSet<TargetKind> all = EnumSet.copyOf(kinds);
    all.add(more);
    return all;
  }
}
