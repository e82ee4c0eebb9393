package io.meshlog.model.legacy.trafficlog;

import io.meshlog.model.legacy.Connection;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Selector;
import io.meshlog.model.resource.Spec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which connections are recorded, and where. */
public record TrafficLogSpec(
    @Nullable List<Selector> sources, @Nullable List<Selector> destinations, @Nullable Conf conf)
    implements Spec {

  public static final ResourceType<TrafficLogSpec> TYPE =
      ResourceType.named("TrafficLog", TrafficLogSpec.class)
          .path("traffic-logs")
          .displayNames("Traffic Log", "Traffic Logs")
          .legacyPolicy()
          .rules((spec, at) -> new Connection(spec.sources, spec.destinations).betweenServices(at))
          .withoutEffect("MeshAccessLog")
          .build();

  /**
   * @param backend null means the mesh's default
   */
  public record Conf(@Nullable String backend) {}
}
