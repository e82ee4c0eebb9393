package io.meshlog.model.legacy.traffictrace;

import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Selector;
import io.meshlog.model.resource.SelectorRules;
import io.meshlog.model.resource.Spec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which proxies report spans, and where. */
public record TrafficTraceSpec(@Nullable List<Selector> selectors, @Nullable Conf conf)
    implements Spec {

  public static final ResourceType<TrafficTraceSpec> TYPE =
      ResourceType.named("TrafficTrace", TrafficTraceSpec.class)
          .path("traffic-traces")
          .displayNames("Traffic Trace", "Traffic Traces")
          .legacyPolicy()
          .rules((spec, at) -> SelectorRules.ANY.some(spec.selectors, at.at("selectors")))
          .withoutEffect("MeshTrace")
          .build();

  /**
   * @param backend null means the mesh's default
   */
  public record Conf(@Nullable String backend) {}
}
