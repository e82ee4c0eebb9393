package io.meshlog.model.target;

import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.PolicyTraits;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceType;
import java.time.Instant;
import java.util.List;

/** A route with one rule, h1, on the service backend. */
record RouteSample(TargetRef targetRef) implements RouteSpec {
  static final ResourceType<RouteSample> TYPE =
      ResourceType.named("RouteSample", RouteSample.class)
          .path("routesamples")
          .policy(new PolicyTraits(true, false, false, false))
          .build();

  static Resource<RouteSample> named(String name) {
    return new Resource<>(
        TYPE,
        TYPE.key("default", Origin.GLOBAL, name),
        name,
        Labels.EMPTY,
        new RouteSample(TargetRef.MESH),
        Instant.EPOCH,
        Instant.EPOCH,
        1,
        1);
  }

  @Override
  public List<RouteRule> routeRules() {
    return List.of(new RouteRule("backend", "h1"));
  }
}
