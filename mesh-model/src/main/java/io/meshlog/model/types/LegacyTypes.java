package io.meshlog.model.types;

import io.meshlog.model.legacy.circuitbreaker.CircuitBreakerSpec;
import io.meshlog.model.legacy.externalservice.ExternalServiceSpec;
import io.meshlog.model.legacy.faultinjection.FaultInjectionSpec;
import io.meshlog.model.legacy.healthcheck.HealthCheckSpec;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec;
import io.meshlog.model.legacy.meshgatewayroute.MeshGatewayRouteSpec;
import io.meshlog.model.legacy.proxytemplate.ProxyTemplateSpec;
import io.meshlog.model.legacy.ratelimit.RateLimitSpec;
import io.meshlog.model.legacy.retry.RetrySpec;
import io.meshlog.model.legacy.timeout.TimeoutSpec;
import io.meshlog.model.legacy.trafficlog.TrafficLogSpec;
import io.meshlog.model.legacy.trafficpermission.TrafficPermissionSpec;
import io.meshlog.model.legacy.trafficroute.TrafficRouteSpec;
import io.meshlog.model.legacy.traffictrace.TrafficTraceSpec;
import io.meshlog.model.legacy.virtualoutbound.VirtualOutboundSpec;
import io.meshlog.model.resource.ResourceType;
import java.util.List;

/** The types by selectors. Registering one means adding it here and nowhere else. */
public final class LegacyTypes {
  public static final List<ResourceType<?>> ALL =
      List.of(
          ExternalServiceSpec.TYPE,
          MeshGatewaySpec.TYPE,
          MeshGatewayRouteSpec.TYPE,
          ProxyTemplateSpec.TYPE,
          CircuitBreakerSpec.TYPE,
          FaultInjectionSpec.TYPE,
          HealthCheckSpec.TYPE,
          RateLimitSpec.TYPE,
          RetrySpec.TYPE,
          TimeoutSpec.TYPE,
          TrafficLogSpec.TYPE,
          TrafficPermissionSpec.TYPE,
          TrafficRouteSpec.TYPE,
          TrafficTraceSpec.TYPE,
          VirtualOutboundSpec.TYPE);

  private LegacyTypes() {}
}
