package io.meshlog.model.legacy.trafficpermission;

import io.meshlog.model.legacy.Connection;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Selector;
import io.meshlog.model.resource.Spec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who may call whom. */
public record TrafficPermissionSpec(
    @Nullable List<Selector> sources, @Nullable List<Selector> destinations) implements Spec {

  public static final ResourceType<TrafficPermissionSpec> TYPE =
      ResourceType.named("TrafficPermission", TrafficPermissionSpec.class)
          .path("traffic-permissions")
          .displayNames("Traffic Permission", "Traffic Permissions")
          .legacyPolicy()
          .rules((spec, at) -> new Connection(spec.sources, spec.destinations).betweenAny(at))
          .withoutEffect("MeshTrafficPermission")
          .build();
}
