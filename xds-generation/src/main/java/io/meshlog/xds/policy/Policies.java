package io.meshlog.xds.policy;

import io.meshlog.xds.policy.meshaccesslog.MeshAccessLogPolicy;
import io.meshlog.xds.policy.meshcircuitbreaker.MeshCircuitBreakerPolicy;
import io.meshlog.xds.policy.meshfaultinjection.MeshFaultInjectionPolicy;
import io.meshlog.xds.policy.meshhealthcheck.MeshHealthCheckPolicy;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoutePolicy;
import io.meshlog.xds.policy.meshloadbalancingstrategy.MeshLoadBalancingStrategyPolicy;
import io.meshlog.xds.policy.meshmetric.MeshMetricPolicy;
import io.meshlog.xds.policy.meshpassthrough.MeshPassthroughPolicy;
import io.meshlog.xds.policy.meshproxypatch.MeshProxyPatchPolicy;
import io.meshlog.xds.policy.meshratelimit.MeshRateLimitPolicy;
import io.meshlog.xds.policy.meshretry.MeshRetryPolicy;
import io.meshlog.xds.policy.meshtcproute.MeshTCPRoutePolicy;
import io.meshlog.xds.policy.meshtimeout.MeshTimeoutPolicy;
import io.meshlog.xds.policy.meshtls.MeshTLSPolicy;
import io.meshlog.xds.policy.meshtrace.MeshTracePolicy;
import io.meshlog.xds.policy.meshtrafficpermission.MeshTrafficPermissionPolicy;
import java.util.List;

/** The policies. The place in the list is the order in which they act (policies.md 1.9). */
public final class Policies {
  public static final List<Policy<?>> ALL =
      List.of(
          new MeshHTTPRoutePolicy(),
          new MeshTCPRoutePolicy(),
          new MeshTLSPolicy(),
          new MeshLoadBalancingStrategyPolicy(),
          new MeshPassthroughPolicy(),
          new MeshAccessLogPolicy(),
          new MeshTracePolicy(),
          new MeshFaultInjectionPolicy(),
          new MeshRateLimitPolicy(),
          new MeshTimeoutPolicy(),
          new MeshTrafficPermissionPolicy(),
          new MeshHealthCheckPolicy(),
          new MeshCircuitBreakerPolicy(),
          new MeshRetryPolicy(),
          new MeshMetricPolicy(),
          new MeshProxyPatchPolicy());

  private Policies() {}
}
